"""Territories: the postcodes, states and towns by which islands, exclaves and forces' post offices are known."""

import pytest

from routing.values.territories import territories, territory_code


@pytest.mark.parametrize(
    ("country", "postcode", "state", "town", "territory"),
    [
        ("ES", "35001", None, "Las Palmas", "ES-CN"),  # European Commission, Territorial status
        ("ES", "38001", None, None, "ES-CN"),
        ("ES", "51001", None, None, "ES-CE"),
        ("ES", "52005", None, None, "ES-ML"),
        ("ES", "3500", None, None, None),  # 03500 Benidorm without its nought is no island
        ("ES", "28001", None, None, None),
        ("FR", "97400", None, None, "RE"),
        ("FR", "97133", None, None, "BL"),
        ("FR", "97110", None, None, "GP"),
        ("FR", "98000", None, None, "MC"),
        ("FR", "75001", None, None, None),
        ("RE", None, None, None, "RE"),  # the marketplace names the island as the country
        ("IT", "23041", None, None, "IT-LIVIGNO"),
        ("IT", "23030", None, "Livigno", "IT-LIVIGNO"),  # the postcode that it shared before
        ("IT", "23030", None, "Tirano", None),
        ("DE", "78266", None, None, "DE-BUESINGEN"),
        ("DE", "27498", None, None, "DE-HELGOLAND"),
        ("DE", "78267", None, None, None),
        ("FI", "22100", None, None, "AX"),
        ("GR", "630 86", None, None, "GR-69"),
        ("GR", "63085", None, None, None),
        ("PT", "9500-100", None, None, "PT-20"),
        ("PT", "9000-001", None, None, "PT-30"),
        ("PT", "1000-001", None, None, None),
        ("GB", "BT1 1AA", None, None, "GB-NIR"),
        ("GB", "B1 1AA", None, None, None),  # Birmingham
        ("GB", "JE2 3AB", None, None, "JE"),
        ("GB", "BF1 2AU", None, None, "GB-BFPO"),
        ("US", "00901", "PR", "San Juan", "PR"),
        ("US", "00802-1234", None, None, "VI"),
        ("US", None, "Puerto Rico", None, "PR"),
        ("US", "09012", "AE", "APO", "US-AE"),
        ("US", "96349", "AP", "FPO", "US-AP"),
        ("US", "09012", None, "apo", "US-AE"),
        ("US", None, None, "DPO", "US-AA"),
        ("US", "96913", None, None, "GU"),
        ("US", "96950", None, None, "MP"),
        ("US", "96801", "HI", "Honolulu", None),
        ("US", "10001", "NY", "New York", None),
        ("AU", "6798", None, None, "AU-CX"),
        ("NO", "9170", None, None, "NO-21"),
        ("JP", "100-0001", None, None, None),
    ],
)
def test_an_address_is_found_in_its_territory(
    country: str, postcode: str | None, state: str | None, town: str | None, territory: str | None
) -> None:
    """Each address lies where the postal service or the European Commission says."""
    assert territory_code(country, postcode, state, town) == territory


def test_every_territory_says_where_it_is_from() -> None:
    """No territory without a source, and no code twice."""
    assert all(territory.source for territory in territories().values())
