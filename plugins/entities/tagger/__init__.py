"""The learned tagger: tokens, their features, and the model that labels them."""
