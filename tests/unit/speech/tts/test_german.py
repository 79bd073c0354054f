import pytest

from speech.tts.normalise import normalise


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Es ist 17:05 Uhr.", "Es ist 17 Uhr 5."),
        ("Der Wecker klingelt morgen um 7:00 Uhr.", "Der Wecker klingelt morgen um 7 Uhr."),
        ("Um 18:30.", "Um 18 Uhr 30."),
        ("Heute ist Montag, der 2. November 2026.", "Heute ist Montag, der zweite November 2026."),
        ("am Freitag, dem 27. November,", "am Freitag, dem siebenundzwanzigsten November,"),
        ("Ich sehe 1 Datei und 1 Ordner.", "Ich sehe eine Datei und ein Ordner."),
        ("Der Timer läuft 1 Stunde.", "Der Timer läuft eine Stunde."),
        ("1,5 Gigabyte", "1,5 Gigabyte"),
        ("21 Bilder", "21 Bilder"),
        ("„notizen.txt“ ist leer.", '"notizen.txt" ist leer.'),
        ("Version 3. Mai 2", "Version 3. Mai 2"),
    ],
)
def test_german_is_written_as_it_is_said(written, said):
    assert normalise(written, "de") == said


def test_hostile_text_takes_linear_time():
    assert normalise("1 " * 20_000 + "A" * 20_000, "de")
