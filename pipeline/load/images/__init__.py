"""The images that a load brings: which files, whom they belong to, how they are uploaded, and the look at the end."""
