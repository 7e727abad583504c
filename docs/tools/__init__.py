"""What writes those parts of the documentation that are taken from the code: run `python -m docs.tools`."""
