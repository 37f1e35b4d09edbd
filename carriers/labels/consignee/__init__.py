"""The consignee as carriers want it written: address, script, country, phone."""
