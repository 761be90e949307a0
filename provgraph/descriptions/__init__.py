"""Descriptions of activities: put into the store, and drafted from what jobs have done."""
