/* A stage that can only be read now. What was typed while it could be written is on this device still: it is shown, copied or
   thrown away here, and offered in the editor when the stage can be written again. */

import { forget, keptBy, whenTyped } from "./kept.js";

const place = document.getElementById("kept");

/** What was typed, for people; a record of an older page has no words, and shows whatever it holds. */
const inWords = ({ words, pairs }) => (words ?? pairs.filter(([, value]) => value)).map(([label, value]) => `${label}\n${value}`).join("\n\n");

function show(record) {
  const notice = document.getElementById("kept-reading").content.cloneNode(true).firstElementChild;
  const text = notice.querySelector("textarea");
  const said = notice.querySelector(".kept-said");
  notice.querySelector(".kept-when").textContent = whenTyped(record);
  text.value = inWords(record);
  notice.querySelector(".kept-copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = "Copied.";
    } catch {
      // Not every address and browser lets a script copy.
      notice.querySelector("details").open = true;
      text.select();
      said.textContent = "Selected: copy it with the keyboard or the menu.";
    }
  });
  notice.querySelector(".kept-away").addEventListener("click", () => {
    forget(record.key);
    notice.remove();
    place.focus();
  });
  place.append(notice);
}

keptBy(place.dataset.keep).forEach(show);
