"""What `make bench` measures about packs: how fast the product's renderers are beside others, and beside what cannot be saved.

Nothing of the product knows this room. Every row is timed in fresh processes (`child`), all rows in turn (`rounds`), and
what a row has made must hold the text of the document (`words`). docs/speed.md says what the rows are.
"""
