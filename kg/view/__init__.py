"""The picture of a graph: who has committed to what towards whom, as one page that works from a memory stick.

picture = load(select)                      # from SPARQL rows
page = render(picture, title="Paris summit")  # one self-contained HTML file
"""

from kg.view.load import load
from kg.view.picture import Picture
from kg.view.render import render

__all__ = ["Picture", "load", "render"]
