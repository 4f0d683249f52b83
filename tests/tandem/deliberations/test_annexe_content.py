import pytest

from tandem.deliberations.annexes.content import AnnexeError, AnnexeLigne
from tandem.deliberations.annexes.csv_file import excel_csv, machine_csv
from tandem.deliberations.enums import EtatAnnexe
from tests.tandem.deliberations.published import published_annexe
from tests.tandem.printing.text import plain


def line(nom="CFA", *, majoration=100, vert=0, exceptionnelle=0, totale=None, contrats=1):
    totale = majoration + exceptionnelle if totale is None else totale
    return AnnexeLigne(nom, majoration, vert, exceptionnelle, totale, contrats)


def in_plain(cells):
    return tuple(plain(cell) for cell in cells)


def test_totals_are_those_of_the_act():
    totaux = published_annexe().totaux

    assert totaux == AnnexeLigne("TOTAUX", 20_140_000, 777_061, 130_000, 20_270_000, 30_118)


def test_printed_totals_leave_the_green_column_empty_as_the_act_does():
    printed = in_plain(published_annexe().printed_totaux())

    assert printed == ("TOTAUX", "20 140 000 €", "", "130 000 €", "20 270 000 €", "30 118")


def test_zero_is_printed_as_the_act_prints_it():
    assert in_plain(line(majoration=15_953, contrats=25).printed()) == ("CFA", "15 953 €", "- €", "", "15 953 €", "25")
    assert line().printed()[2] == "-\u202f€"


def test_aftral_is_printed_with_its_exceptional_amount():
    aftral = next(one for one in published_annexe().lignes if one.nom == "AFTRAL")

    assert in_plain(aftral.printed()) == ("AFTRAL", "138 822 €", "18 857 €", "130 000 €", "268 822 €", "188")


@pytest.mark.parametrize(
    "etat,expected",
    [
        (EtatAnnexe.PROPOSEE, "ETAT RECAPITULATIF DES MAJORATIONS 2023 PROPOSEES AU VOTE"),
        (EtatAnnexe.VOTEE, "ETAT RECAPITULATIF DES MAJORATIONS 2023 VOTEES"),
    ],
)
def test_footer_names_the_state_like_the_source(etat, expected):
    assert published_annexe(etat).running_title == expected


def test_voted_annexe_names_its_act_in_words():
    assert plain(published_annexe().statement) == "Montants votés par la délibération n° CP 2023-247 du 5 juillet 2023."


def test_every_line_that_does_not_add_up_is_named_at_once():
    wrong = (line("PREMIER", totale=90), line("DEUXIEME"), line("TROISIEME", majoration=10, vert=20))

    with pytest.raises(AnnexeError) as refusal:
        published_annexe(lignes=wrong)

    assert "Ligne 1 (PREMIER)" in str(refusal.value)
    assert "Ligne 3 (TROISIEME)" in str(refusal.value)
    assert "DEUXIEME" not in str(refusal.value)


def test_annexe_without_a_line_is_refused():
    with pytest.raises(AnnexeError, match="aucune ligne"):
        published_annexe(lignes=())


def test_machine_csv_is_plain_integers_between_commas():
    rows = machine_csv(published_annexe()).decode("utf-8").split("\n")

    assert rows[0] == "of_cfa,majoration,dont_bonus_vert,exceptionnelle,totale,contrats"
    assert "AFTRAL,138822,18857,130000,268822,188" in rows
    assert len(rows) == 1 + 71 + 1


def test_excel_csv_opens_in_french_excel():
    content = excel_csv(published_annexe())
    rows = content.decode("utf-8-sig").split("\n")

    assert content.startswith(b"\xef\xbb\xbf")
    assert rows[0].startswith("OF CFA bénéficiaires;Majoration des couts contrats;Dont bonus vert;")
    assert rows[-2] == "TOTAUX;20140000;;130000;20270000;30118"


def test_name_that_looks_like_a_formula_is_neutralised_in_both_csv():
    annexe = published_annexe(lignes=(line('=HYPERLINK("http://x")'),))

    assert b"'=HYPERLINK" in machine_csv(annexe)
    assert b"'=HYPERLINK" in excel_csv(annexe)


@pytest.mark.parametrize("write", [machine_csv, excel_csv])
def test_same_annexe_gives_the_same_csv_bytes(write):
    assert write(published_annexe()) == write(published_annexe())
