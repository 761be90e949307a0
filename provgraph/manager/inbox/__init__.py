"""The inbox: documents are on the disk before they are answered, and a worker loads them."""
