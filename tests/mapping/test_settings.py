import pytest

from parley.mapping.errors import InvalidSettings
from parley.mapping.settings import MapSettings


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"max_groups": 1}, "max_groups must be from 2 to 9; got 1"),
        ({"alpha": 1}, "alpha must be from 0.0001 to 0.5; got 1"),
        ({"seed": 1.5}, "seed must be a whole number; got 1.5"),
        ({"bootstraps": True}, "bootstraps must be a whole number; got True"),
        ({"level": "0.9"}, "level must be a number; got '0.9'"),
        ({"method": "magic"}, "method must be components or ideal-points; got 'magic'"),
    ],
)
def test_a_setting_out_of_range_is_named(values, message):
    with pytest.raises(InvalidSettings, match=message):
        MapSettings(**values)


def test_settings_come_back_from_their_names():
    settings = MapSettings(seed=7, max_groups=3)
    assert MapSettings.from_dict(settings.as_dict()) == settings
    with pytest.raises(InvalidSettings, match="there is no setting colour"):
        MapSettings.from_dict({"colour": 1})


def test_basic_leaves_out_what_needs_redrawn_data():
    assert MapSettings.basic(seed=3) == MapSettings(bootstraps=0, null_draws=0, folds=0, seed=3)
