"""Label-prep files: a run's assigned orders as the upload file a carrier or forwarder accepts, and as slips to print.

Read `write.py` first: it is the main path.  What a carrier wants is data (`carriers/data/labels/*.toml`); what a
column may hold is in `fields.py`; what customs must be told, and is never told, is in `customs.py`.
"""
