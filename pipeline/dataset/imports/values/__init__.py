"""What single cells of other programs mean: amounts, names, texts, words. Pure."""
