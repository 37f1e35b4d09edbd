"""What holds an order back from a label file, or is doubtful about it there."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "label.of_article": "Line {line}, {sku}: {reason}",
    "label.of_line": "Line {line}: {reason}",
    "label.ask_first": "{flag} To send it all the same: --checked {order_id}.",
    "label.cancel_asked": "The marketplace names a cancellation or return. Ask before you send.",
    "label.partly_refunded": "Part of it was paid back. Check what is to be sent, and what it is worth now.",
    "label.pre_order": "It was ordered in advance: the marketplace sets another day of dispatch.",
    "label.id_maybe_mangled": (
        "The order id ends as spreadsheets leave long numbers. Compare it with the marketplace."
    ),
    "label.email_left_out": (
        "It is no e-mail address that a file can carry: the cell stays empty. Ask the buyer, if the carrier needs one."
    ),
    "label.weight_is_gross": (
        "No net weight is known: the parcel's weight is told. Give weight_g in the product master."
    ),
    "label.net_above_gross": "The articles weigh {net_g} g together, the parcel {gross_g} g. Weigh it again.",
    "label.battery_unknown": (
        "Whether it holds a battery is not known: the column stays empty. Give goods in the product master."
    ),
    "label.battery_left_out": (
        "It holds a battery and the layout has no column for that. Tell the carrier in its form or portal."
    ),
    "label.gift_refused": (
        "The buyer asks for a gift mark or a lower value. The file tells the sale and the price paid."
    ),
    "label.tax_id_left_out": (
        "The layout has no column for the buyer's tax number. Tell the carrier in its form or portal."
    ),
    "label.tax_id_missing": "Customs in {country} asks for the buyer's {number:name}. Ask the buyer for it.",
    "label.parcel_needs_it": "A parcel needs it. Give it in the order file.",
    "label.name_of_nobody": "Customs refuses names that stand for nobody. Ask the buyer for the name.",
    "label.masked": (
        "The marketplace hides part of it. Export the order again, with full data; or take the stars out."
    ),
    "label.spelling_guessed": ("A table spells it {spelt!r}; the post there may not. Ask the buyer for Latin letters."),
    "label.phone_printed_as_is": ("No telephone in {country} has this number: it is printed as it is. Ask the buyer."),
    "label.phone_impossible": ("No telephone in {country} has this number. Ask the buyer, or leave it out if you may."),
    "label.phone_doubtful": "The numbering plan does not know it. Check it with the buyer.",
    "label.phone_extension": ("The layout has no place for the extension {extension}; the number is told without it."),
    "label.address_too_long": (
        "The address does not fit {widths} characters without cutting a word. Shorten it with the buyer."
    ),
    "label.too_many_lines": (
        "The order has {lines} lines, this layout tells {most}. Split the order, or use another layout."
    ),
    "label.order_over_file": "A file of this layout has at most {most} rows. Split the order.",
    "label.value_rounded_up": ("The list tells the price of a piece with {decimals} decimals: it is rounded up there."),
    "label.price_not_told": (
        "{pieces} pieces for {sum}: no price of a piece with {decimals} decimals says that. Use a layout with more "
        "decimals, or sell them as one set of one piece."
    ),
    "label.too_many_prices": (
        "Pieces of one line cost two prices, a cent apart, so that they add up: that takes {lines} lines and this layout "
        "tells {most}. Give the price of each piece in the order file, or use another layout."
    ),
    "label.state_unknown": "{country} has no such state, and the carrier wants its code. Ask the buyer.",
    "label.cell_over_sheet": "A worksheet's cell holds {most:,} signs. Shorten it, or write a CSV file (--type csv).",
    "label.sku_conflict": "Article {sku} is listed with {listed!r}. Make the product master say one thing.",
    "label.postal_form": "{form} goes with the parcel if it goes by post.",
    "label.form_by_post": "{form} goes with the parcel.",
    "label.courier_invoice": "A commercial invoice goes with the parcel: `sampan labels pdf` prints it.",
    "label.postal_form_unknown": (
        "CN22 up to 300 SDR, CN23 above; no SDR rate is known for the day. Give XDR with --fx."
    ),
}
