"""The word lists that quotations are found with; nothing but data files and their reader."""
