"""The packer's papers: pick list, hand-over lists and bag tags.  Words are in Chinese, and in English beside them."""
