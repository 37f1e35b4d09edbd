"""Files that cannot be read, whatever they hold."""

from typing import Final

SENTENCES: Final = {
    "file.unreadable": "cannot be read: {why:name}.",
    "file.not_utf8": "is not UTF-8. Save the file as UTF-8.",
    # of orders and articles
    "file.empty": "is empty. Export the orders again.",
    "file.web_page": "is a web page, whatever its name says. Open it in a spreadsheet and save it as .xlsx.",
    "file.no_utf8": "is not UTF-8. Open it in the program it comes from and save it as UTF-8.",
    "file.no_encoding_of": ("is neither {encodings:nor}. Open it in the program it comes from and save it as UTF-8."),
    "file.read_as": "{file} is not UTF-8; it was read as {encoding}. Look at a name before you print labels.",
    "file.no_orders_in": "holds no file of orders ({endings}). Unpack what is in it.",
    "file.no_utf8_name": "has a name that is no UTF-8 text. Rename it.",
    "file.may_not_be_read": "may not be read ({why:name}). Check who owns it.",
    "file.not_yours": "may not be read. Check who owns it.",
    "file.no_plain_file": "leads to no plain file. Mend the link, or remove it.",
    "file.locked": "is protected by a password. Unpack it and name the files in it.",
    "file.archive_within": "is an archive within an archive. Unpack it and name the files in it.",
    "file.gzip_by_another_name": (
        "is packed with gzip, whatever its name says. Let the name end in .gz, or unpack it."
    ),
    "file.missing": "there is no such file. Check the path.",
    "file.damaged": "is damaged or cut off ({why}). Download it again.",
    "file.contradicts_itself": "is damaged: its parts contradict each other. Download it again.",
    "file.stdin_closed": "is closed. Name a file, or pipe the orders in.",
    "file.unpacks": "unpacks to more than {times} times its size. Unpack it, and see what is in it.",
    "file.parquet_damaged": "is damaged or cut off ({why}). Write it again.",
    "file.parquet_unpacks": (
        "claims {rows:,} rows in one row group of {packed:,} bytes. Write it again in groups of a million rows."
    ),
    "file.no_workbook": "is no workbook that can be read ({why}). Save it again as .xlsx, without password.",
    "file.no_sheet": "holds no filled sheet. Export the orders again.",
    "file.sheet_hidden": "{file}: the sheet {sheet!r} is hidden and was not read.",
    "file.sheet_not_read": "{file} was not read: it {why}",
    "file.members_not_read": "{file}: these members are no files of orders and were not read: {members}.",
    "file.cells_beside": "{file}: what stands in columns without a head was not read: {cells:count cell}, the first is {first}.",
    "file.columns_not_read": "{file}: these columns are not known and were not read: {columns}.",
}
