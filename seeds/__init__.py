"""Sample articles that this project wrote, with gold annotations beside them; data only."""
