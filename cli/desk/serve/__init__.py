"""How the desk answers a browser: who may ask, what may be sent, how a page is written."""
