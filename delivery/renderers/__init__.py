"""One renderer per format. They share document, theme and fonts and import nothing from each other."""
