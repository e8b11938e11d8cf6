"""Where lines of ideographs may end: between any two, but for the signs that begin or end none (kinsoku).

Korean is broken at its spaces, as our own scripts are, and a word in Latin letters stays whole among ideographs.
"""

import re

IDEOGRAPHS = (
    "\u2e80-\u2fff\u3000-\u302f\u3031-\u303c\u303e-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
)
"""Han, kana, bopomofo and their punctuation, as ranges of a regular expression; Hangul is not among them."""
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
_JOINED = re.compile("[\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef\u2060\u00a0]")
BEGINS_NO_LINE = frozenset(
    ")]},.:;!?%°'\"»›’”…‥–—‰′″℃、。〃々〉》」』】〕〗〙〛〜〞〟〻ぁぃぅぇぉっゃゅょゎゕゖ゛゜ゝゞ・ァィゥェォッャュョヮヵヶーヽヾ"
    "ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ！％），．：；？］｝｠￠"
)
ENDS_NO_LINE = frozenset("([{«‹‘“$£¥€#@〈《「『【〔〖〘〚〝（［｛｟＃＄＠￡￥")


def has_ideographs(text: str) -> bool:
    return not text.isascii() and _IDEOGRAPH.search(text) is not None


def ideographs_in(text: str) -> list[str]:
    return _IDEOGRAPH.findall(text)


def pieces(paragraph: str) -> list[tuple[str, bool]]:
    """The parts of a paragraph that are not broken, and of each whether a space stands before it."""
    found = []
    for number, word in enumerate(paragraph.split(" ")):
        begin = 0
        for place in range(1, len(word)):
            if may_break(word[place - 1], word[place]):
                found.append((word[begin:place], number > 0 and begin == 0))
                begin = place
        found.append((word[begin:], number > 0 and begin == 0))
    return found


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters without a space."""
    is_between = _IDEOGRAPH.match(before) or _IDEOGRAPH.match(after)
    return bool(is_between) and before not in ENDS_NO_LINE and after not in BEGINS_NO_LINE and not _joins(after)


def _joins(char: str) -> bool:
    """Marks over a kana, selectors of a variant and no-break signs hold to what is before them."""
    return _JOINED.match(char) is not None
