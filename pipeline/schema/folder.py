"""What lies in a dataset's folder, by name. Pure."""

MANIFEST = "dataset.json"  # what the dataset says about itself
ORIGINALS = ".generated"  # copies of the rows as they were made
BEFORE = ".before"  # files as they were before `check --fix` wrote them
JOURNALS = ".load"  # a journal for each store, its locks, and the bodies of what was deleted
LOG = "load.log"  # every attempt of every run
IMAGES = "images"  # what was drawn of its products, named by what it shows
PULLED_IMAGES = "photos"  # what was fetched of a store's products; their rows name them
MAPPING = "mapping.json"  # which key became which id
PAGE = "shop.html"  # all of it as one page, to look at
SCRIPT = "script.md"  # whom and what to search for in a demo
EXPORTS = "export"  # a folder for each format that it was exported to
