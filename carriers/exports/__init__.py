"""Order exports of any marketplace or ERP, by a map that the seller writes or has proposed."""
