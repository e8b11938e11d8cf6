"""Where the formats of a pack are made: each by itself, in a child process that holds no secret and reaches nobody.

    worker ── pool ──┬── child: document and theme in, a file or a sentence out
                     └── child

`making` is what both sides know and can be used without children; `pool` is the worker's side; `child` is what a child
runs, within the bounds of `bounds`, and `wire` is what passes between them. Nothing here knows Django: a child needs no
settings and has none.
"""
