"""The catalogue that boundkit ships: one file per published result, one folder per paper."""
