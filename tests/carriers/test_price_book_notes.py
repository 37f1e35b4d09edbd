"""What the notes of price books state, sentence by sentence, and what confirmed rules do to a card.

The sentences are those of YunExpress, Yanwen, 4PX, SF and others' books of 2025 and 2026, and of the same kinds; the
readings are what the sentences say.
"""

from __future__ import annotations

import tomllib
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from price_books import book, proposed, services

from carriers.sheets.guess.notes import rules_of, tells, unread
from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    BandPrice = Callable[..., Fraction | None]

US, GB, CA, JP = ("US",), ("GB",), ("CA",), ("JP",)
LEAST = [
    # a note, and the least weights it states: countries, those left out, grams
    ("美国单票计费50克起，其他国家单票计费10克起；", [(US, (), 50), ((), US, 10)]),
    ("单票单件计费，首重0.5KG，续重0.5KG，实重和体积重取大者计费", [((), (), 500)]),
    ("6. 加拿大：体积重低于实际重量2倍的，按照实际重量收费;达到或超过实际重量2倍的，按照体积重量收取。最低计费重0.05KG",
     [(CA, (), 50)]),
    ("美国、加拿大：最低重量为50G，不足50G按50G计费，超过50G按1G进位；日本：最低计费重0.5KG",
     [(("US", "CA"), (), 50), (JP, (), 500)]),
    ("销毁费10元/KG，不足1kg按照1kg计费；不足0.01KG按0.01KG进位；重派费用：50克起重", []),
    ("计费起重：美国50g；加拿大0.05kg；其他10g", [(US, (), 50), (CA, (), 50), ((), ("US", "CA"), 10)]),
    ("最小计费重0.1kg（日本、韩国0.5kg）", [((), (), 100), (("JP", "KR"), (), 500)]),
    ("起重50克（美国除外）", [((), US, 50)]),
    ("除美国外，其他国家最低计费重量50g", [((), US, 50)]),
    ("巴西起重100克,墨西哥起重50克", [(("BR",), (), 100), (("MX",), (), 50)]),
    ("单票重量低于50g按50g收费", [((), (), 50)]),
    ("每票最低收费重量为50g", [((), (), 50)]),
    ("0.5KG起步", [((), (), 500)]),
    ("美国50g起重/美国100g起重", [(US, (), 50), (US, (), 100)]),
    ("不足1KG按1KG计（退件）", []),
]  # fmt: skip
STEPS = [
    ("重量按0.5KG进位", ["500 g"]),
    (
        "2KG以内按0.01KG进位，2-10KG按0.5KG进位，10KG以上按1KG进位",
        ["10 g", "over 2000 g: 500 g", "over 10000 g: 1000 g"],
    ),
    ("按照1KG进位，即1.001KG按照2KG计费", ["1000 g"]),
    ("2KG以上按照0.5进位", ["1 g", "over 2000 g: 500 g"]),
    ("以1g进位制 / 续重按1g", ["1 g"]),
    ("2公斤以下以1克为单位计费，2公斤以上以0.5公斤为单位计费", ["1 g", "over 2000 g: 500 g"]),
    ("21KG以上不足1KG按1KG计", ["1 g", "over 21000 g: 1000 g"]),
    ("计费重量以10克为单位向上取整", ["10 g"]),
    ("重量精确到克", ["1 g"]),
]
OTHERS = [
    # a note, and the rules it states: rule, countries, keys
    ("体积重大于实重1.5倍时按体积重计费，材积除8000", [("volumetric", (), {"divisor": 8000, "ratio_over": "1.5"})]),
    ("计泡系数6000，体积重低于实重2倍不计泡", [("volumetric", (), {"divisor": 6000, "ratio": "2"})]),
    ("2KG以下不计抛，2KG以上按/6000计抛", [("volumetric", (), {"divisor": 6000, "weight": ["weight > 2000 g"]})]),
    ("任意一边大于60cm，计体积重，除6000", [("volumetric", (), {"divisor": 6000, "side": "longest_side > 60 cm"})]),
    ("按体积重与实重差值的50%收取，除以5000", [("volumetric", (), {"divisor": 5000, "share": "50 %"})]),
    ("此渠道不计抛（加拿大除外，加拿大按8000计抛）", [("volumetric", CA, {"divisor": 8000})]),

    ("包裹尺寸：长≤60cm，长+宽+高≤90cm", [("limits", (), {"limits": ["longest_side <= 60 cm", "sides_sum <= 90 cm"]})]),
    ("圆柱形：直径的2倍+长度≤104cm，单边长≤90cm",
     [("limits", (), {"limits": ["roll_length <= 90 cm", "roll_sum <= 104 cm"]})]),
    ("最小尺寸：10*15cm", [("limits", (), {"limits": ["longest_side >= 15 cm", "second_side >= 10 cm"]})]),
    ("单票申报价值不超过150欧元", [("limits", (), {"limits": ["value <= 150 EUR"]})]),
    ("可接内置电池、配套电池，不接纯电池", [("goods", (), {"accepts": ["battery"], "refuses": ["battery_pure"]})]),
    ("不接带电、液体、粉末", [("goods", (), {"refuses": ["battery", "liquid", "powder"]})]),
    ("DDU，关税由收件人承担", [("door", (), {"duty": "collected"})]),
    ("双清包税到门", [("door", (), {"duty": "included"})]),
    ("巴西关税预付：申报价值的20%",
     [("surcharge", ("BR",), {"amount": "20 %", "per": "value"}), ("door", ("BR",), {"duty": "prepaid"})]),
    ("保险费为申报价值的3‰", [("surcharge", (), {"amount": "3 ‰", "per": "value"})]),
    ("德国每个HS编码收取3欧元关税", [("surcharge", ("DE",), {"amount": "3", "currency": "EUR", "per": "item"})]),
    ("罗马尼亚：每票加收41元", [("surcharge", ("RO",), {"amount": "41", "currency": "CNY", "per": "parcel"})]),
    ("超长（单边>100cm）加收200元/票",
     [("surcharge", (), {"amount": "200", "currency": "CNY", "per": "parcel", "every": ["longest_side > 100 cm"]})]),
    ("英国邮编IV1-IV63, KW1-KW17加收15元/票",
     [("surcharge", GB, {"amount": "15", "currency": "CNY", "per": "parcel", "postcodes": ["IV1-IV63", "KW1-KW17"]})]),
    ("燃油附加费15%", [("fuel", (), {"percent": "15 %"})]),
    ("不接受以下邮编：99500-99999，96700-96899", [("not_served", (), {"postcodes": ["99500-99999", "96700-96899"]})]),
    ("英国BT、IM、JE、GY邮编不派送", [("not_served", GB, {"postcodes": ["BT", "IM", "JE", "GY"]})]),
    ("西班牙邮编35、38、51、52开头不接收", [("not_served", ("ES",), {"postcodes": ["35", "38", "51", "52"]})]),
    ("美国夏威夷、波多黎各不派送", [("not_served", US, {"postcodes": ["96700-96899"], "places": ["PR"]})]),
    ("不接受PO BOX地址", [("not_served", (), {"places": ["po_box"]})]),
    ("俄罗斯、白俄罗斯暂停收寄", [("not_served", ("RU", "BY"), {})]),
]  # fmt: skip


@pytest.mark.parametrize(("note", "want"), LEAST)
def test_least_weights(note: str, want: list[Any]) -> None:
    """For whom, and how much."""
    found = [(one.countries, one.except_countries, one.facts["weight"]) for one in rules_of(note) if
             one.rule == "least_billed"]  # fmt: skip
    assert found == [(countries, others, f"{grams} g") for countries, others, grams in want]


@pytest.mark.parametrize(("note", "want"), STEPS)
def test_started_steps(note: str, want: list[str]) -> None:
    """Steps that change with the weight among them."""
    assert [one.facts["steps"] for one in rules_of(note) if one.rule == "rounding"] == [want]


@pytest.mark.parametrize(("note", "want"), OTHERS)
def test_other_rules(note: str, want: list[Any]) -> None:
    """Volume, size, value, goods, duty, charges, places."""
    assert [(one.rule, one.countries, dict(one.facts)) for one in rules_of(note)] == want


@pytest.mark.parametrize(
    "note",
    [
        "偏远地区附加费：4元/KG，最低200元",
        "偏远附加费4元/KG",
        "俄罗斯需提供收件人身份证",
        "最大周长300cm",
        "以上价格不含燃油",
    ],
)
def test_a_sentence_that_states_no_known_rule_is_told(note: str) -> None:
    """It speaks of money, size or countries."""
    assert not rules_of(note)
    assert tells(note)


HEAD = ["国家", "重量段(KG)", "最低计费重(KG)", "运费(元/KG)", "挂号费(元/票)", "备注"]
BOOK = [
    ["某专线 生效日期 2026-09-01"], HEAD,
    ["美国", "0-2", 0.03, 90, 20, "不接带电"], ["日本", "0-2", "", 50, 20, "首重0.5KG，续重0.5KG"],
    ["英国", "0-2", "", 60, 20, "BT、IM邮编不派送"], ["德国", "0-2", "", 60, 20, ""],
    [], ["一、计费说明"], ["1、美国50g起重，其他国家10g起重；体积重/8000"], ["可接内电、配电，不接液体"],
    ["德国：DDP，税费由我司预付，服务费3元/票"], ["英国邮编IV1-IV63加收15元/票"], ["偏远附加费4元/KG"],
]  # fmt: skip


def test_confirmed_rules_become_the_card(tmp_path: Path, band_price: BandPrice) -> None:
    """Notes of rows are for their countries; what contradicts a column is told beside the sentence."""
    path = book(tmp_path / "notes.xlsx", {"专线": BOOK})
    asked = {one["sentence"]: one for one in tomllib.loads(proposed(path).text(sentence))["proposed"]}
    assert asked["美国50g起重"]["contradicts"] == "专线!C3: a least weight of 30 g"
    assert asked["偏远附加费4元/KG"] == {
        "rule": "read", "sentence": "偏远附加费4元/KG", "cell": "专线!A13", "confirmed": False,
    }  # fmt: skip
    (service,) = services(path).values()
    # 20 + 90 x 0.05; 20 + 50 x 0.5, 50 x 1.0; 20 + 60 x 0.01
    assert [band_price(service, *at) for at in (("US", 12), ("JP", 12), ("JP", 501), ("DE", 3))] == [
        Fraction("24.5"), 45, 70, Fraction("20.6"),
    ]  # fmt: skip
    assert service.goods == frozenset({"general", "battery"})
    assert [(sorted(one.countries), one.goods) for one in service.limits_for] == [(["US"], frozenset({"general"}))]
    assert [(one.country, one.postcode_from) for one in service.not_served] == [("GB", "BT"), ("GB", "IM")]
    assert [(one.arrangement.value, one.handling, sorted(one.countries)) for one in service.door] == [
        ("prepaid", Fraction(3), ["DE"])
    ]
    (surcharge,) = service.surcharges
    assert [(one.country, one.postcode_from, one.postcode_to) for one in surcharge.places] == [("GB", "IV1", "IV63")]


def test_notes_between_two_products_are_for_the_one_above(tmp_path: Path, band_price: BandPrice) -> None:
    """Two blocks with a least weight each do not contradict each other."""
    head = ["国家", "重量段(KG)", "运费(元/KG)"]
    rows = [
        ["特货小包"], head, ["美国", "0-2", 90], ["美国50g起重"],
        ["普货小包"], head, ["美国", "0-2", 70], ["美国100g起重"],
    ]  # fmt: skip
    found = services(book(tmp_path / "blocks.xlsx", {"价": rows}))
    assert {name: band_price(one, "US", 12) for name, one in found.items()} == {
        "特货小包": Fraction("4.5"), "普货小包": 7,
    }  # fmt: skip


def test_headings_name_countries_and_all_others(tmp_path: Path) -> None:
    """Lines below a heading are for its countries; 其他国家 means all that no heading named."""
    rows = [
        HEAD, ["卡塔尔", "0-2", "", 60, 18, ""], ["美国", "0-2", "", 80, 18, ""], [], ["卡塔尔、科威特:"],
        ["最低重量为0.1KG,按0.1KG进位"], ["其他国家"], ["最低重量为0.05KG"],
    ]  # fmt: skip
    path = book(tmp_path / "headings.xlsx", {"价": rows})
    found = [(one.get("countries", []), one.get("except_countries", [])) for one in proposed(path).tables["proposed"]
             if one["rule"] == "least_billed"]  # fmt: skip
    assert found == [(["QA", "KW"], []), ([], ["QA", "KW"])]


def test_a_line_between_prices_waits_to_be_read(tmp_path: Path) -> None:
    """以下为带电价格 in the middle of a table changes what the prices below it are for."""
    rows = [HEAD, ["美国", "0-0.5", "", 80, 18, ""], ["以下为带电价格"], ["美国", "0.5-2", "", 70, 18, ""]]
    asked = proposed(book(tmp_path / "among.xlsx", {"价": rows})).tables["proposed"]
    assert [(one["rule"], sentence(one["cell"])) for one in asked if one["sentence"] == "以下为带电价格"] == [
        ("read", "价!A3")
    ]


PLACES = [
    # a note, and for whom its rules are: rule, countries, those left out, keys; what speaks of others is unread
    ("中东(沙特、阿联酋)最低计费重0.1KG", [("least_billed", ("SA", "AE"), (), {"weight": "100 g"})]),
    ("东南亚起重100g，欧美起重50g", []),
    ("最低计费重量：100克(东南亚)；50克(欧美)", []),
    ("1区最低计费重0.5KG", []),
    ("计费重量小于0.05KG的按0.05KG计费（美国、加拿大）", [("least_billed", ("US", "CA"), (), {"weight": "50 g"})]),
    ("以下国家起重50g：美国、加拿大", [("least_billed", ("US", "CA"), (), {"weight": "50 g"})]),
    ("Minimum chargeable weight 50g for USA", [("least_billed", US, (), {"weight": "50 g"})]),
    # what stands behind is for that sentence alone
    ("Minimum billable weight: 50g for United States. Volumetric weight: L*W*H/8000.",
     [("least_billed", US, (), {"weight": "50 g"}), ("volumetric", (), (), {"divisor": 8000})]),
    ("最低起重：澳大利亚0.05KG、以色列0.1KG",
     [("least_billed", ("AU",), (), {"weight": "50 g"}), ("least_billed", ("IL",), (), {"weight": "100 g"})]),
    ("起重：50克/票（美国）；其他国家：30克/票",
     [("least_billed", US, (), {"weight": "50 g"}), ("least_billed", (), US, {"weight": "30 g"})]),
    ("注：法国、德国:最低收费重量 0.05 KG", [("least_billed", ("FR", "DE"), (), {"weight": "50 g"})]),
    ("除美国，加拿大外，起重10g", [("least_billed", (), US + CA, {"weight": "10 g"})]),
    ("限重：美国30KG，日本20KG",
     [("limits", US, (), {"limits": ["weight <= 30 kg"]}), ("limits", JP, (), {"limits": ["weight <= 20 kg"]})]),
    ("货值限制：美国800美金以内，英国135英镑以内",
     [("limits", US, (), {"limits": ["value <= 800 USD"]}), ("limits", GB, (), {"limits": ["value <= 135 GBP"]})]),
    ("法国包税，英国DDU", [("door", ("FR",), (), {"duty": "included"}), ("door", GB, (), {"duty": "collected"})]),
    # what one clause says of the ratio is not said of the other
    ("加拿大体积重超过实重2倍按体积重/8000；英国计泡除以6000",
     [("volumetric", CA, (), {"divisor": 8000, "ratio_over": "2"}), ("volumetric", GB, (), {"divisor": 6000})]),
    ("邮编以97、98开头(法国海外省)不派送", [("not_served", ("FR",), (), {"postcodes": ["97", "98"]})]),
    ("西班牙35、38开头邮编不接", [("not_served", ("ES",), (), {"postcodes": ["35", "38"]})]),
    # a surcharge for islands is none for the whole country
    ("意大利、希腊岛屿加收25元/票", []),
    ("实际重量与体积重量相差1kg以上按分泡70%计费，/5000",
     [("volumetric", (), (), {"divisor": 5000, "share": "70 %", "difference": "1000 g"})]),
    ("体积重>实重，按(实重+体积重)/2计费，除6000", [("volumetric", (), (), {"divisor": 6000, "share": "50 %"})]),
    ("2KG(含)以下按实重计费，2KG以上实重与体积重取大，体积重/6000",
     [("volumetric", (), (), {"divisor": 6000, "weight": ["weight > 2000 g"]})]),
    ("当体积重＞2*实重时，按体积重收费；体积重计算：长*宽*高/8000",
     [("volumetric", (), (), {"divisor": 8000, "ratio_over": "2"})]),
    ("超过2kg的包裹不接", [("limits", (), (), {"limits": ["weight <= 2 kg"]})]),
    ("2KG以内实重计费，2.01-20KG按0.5KG进制", [("rounding", (), (), {"steps": ["1 g", "over 2000 g: 500 g"]})]),
    ("保价费为申报价值的2%，最低5元",
     [("surcharge", (), (), {"amount": "2 %", "per": "value", "minimum": "5"})]),
]  # fmt: skip


@pytest.mark.parametrize(("note", "want"), PLACES)
def test_for_whom_a_rule_is(note: str, want: list[Any]) -> None:
    """Countries in brackets, behind, or listed one by one; what is said of a region or a zone is not for all."""
    assert [(one.rule, one.countries, one.except_countries, dict(one.facts)) for one in rules_of(note)] == want
    assert want or tells(note)


def test_what_a_note_says_besides_its_rules_is_told() -> None:
    """One clause is a rule, the next is none that is known."""
    assert unread("美国起重50g；东南亚起重100g") == ["东南亚起重100g"]


def test_a_rule_of_goods_is_for_the_services_named_for_them(tmp_path: Path, band_price: BandPrice) -> None:
    """带电 has a least weight; 普货 has none. What is said of goods that no service is named for is told."""
    head = ["国家", "重量段(KG)", "运费(元/KG)"]
    rows = [["专线普货"], head, ["美国", "0-2", 80], ["专线带电"], head, ["美国", "0-2", 90], [],
            ["带电最低计费100g"], ["化妆品最低计费200g"]]  # fmt: skip
    path = book(tmp_path / "goods.xlsx", {"价": rows})
    found = services(path)
    assert {name: band_price(one, "US", 50) for name, one in found.items()} == {"专线普货": 4, "专线带电": 9}
    told = [sentence(one) for one in proposed(path).passed]
    assert "价!A9: '化妆品最低计费200g' is no rule that is known; see whether it costs" in told
