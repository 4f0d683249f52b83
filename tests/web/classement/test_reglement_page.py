from tandem.campagnes.models import Reglement
from tandem.organisations.enums import Role
from tests.web.classement.conftest import text_of


def newer_version(campagne, **changes):
    contenu = campagne.reglement.contenu.replace("version: 1", "version: 2")
    for before, after in changes.values():
        contenu = contenu.replace(before, after)
    campagne.reglement = Reglement.objects.create(
        organisation=campagne.organisation,
        code=campagne.reglement.code,
        version=campagne.reglement.version + 1,
        titre=campagne.reglement.titre,
        contenu=contenu,
        sha256="2" * 64,
    )
    campagne.save()


def test_each_rule_shows_its_value_its_clause_and_where_it_comes_from(idf, visit):
    page = visit(idf, "reglement/")

    rules = {text_of(rule.select_one("dt")): text_of(rule.select_one("dd")) for rule in page.select(".rules > div")}
    assert rules["Plafond par organisme"].startswith("2 000 000 €")
    assert "déduit" in rules["Plafond par organisme"]
    assert rules["Enveloppe"].startswith("20 140 000 €")
    assert "publié" in rules["Enveloppe"]
    assert "à compter du 1er septembre 2022, ce jour compris" in rules["Contrats comptés"]


def test_the_eight_criteria_are_listed_with_their_weights_and_points(idf, visit):
    criteria = [text_of(item) for item in visit(idf, "reglement/").select(".criteria > li")]

    assert 8 == len(criteria)
    assert "Caractère prioritaire de la filière poids 20" in criteria[0]
    assert "à partir de 10 : 4 points" in criteria[2]


def test_every_clause_named_by_a_rule_can_be_read_on_the_page(idf, visit):
    page = visit(idf, "reglement/")

    named = {link["href"] for link in page.select('a[href^="#clause-"]')}
    assert named <= {f"#{clause['id']}" for clause in page.select(".clause")}


def test_a_new_version_shows_what_changed_since_the_former(idf, visit):
    newer_version(idf, rate=("taux: 15 %", "taux: 20 %"), envelope=("enveloppe: 20140000", "enveloppe: 19000000"))

    page = visit(idf, "reglement/")

    told = [text_of(item) for item in page.select("#differences ~ ul li")]
    assert 2 == len(told)
    assert told[0].endswith("20 140 000 € → 19 000 000 €")
    assert told[1].endswith("15 % → 20 %")


def test_a_single_version_has_nothing_to_be_compared_with(idf, visit):
    assert "seule version" in text_of(visit(idf, "reglement/").select_one("main"))


def test_a_reglement_that_cannot_be_read_tells_every_fault(idf, visit):
    newer_version(idf, broken=("taux: 15 %", "taux: 300 %"))

    page = visit(idf, "reglement/")

    assert "Ce règlement ne peut être lu" in text_of(page.select_one(".alert"))
    assert "bonus_vert" in text_of(page.select_one(".alert"))


def test_an_elu_reads_the_reglement(idf, visit):
    assert visit(idf, "reglement/", role=Role.REGION_ELU).select(".rules")
