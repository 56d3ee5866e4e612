"""Explanations tell of other families and helpers: only what is for staff may read them."""

from tests.architecture.test_tree import ROOT, offenders, product_code

FOR_STAFF = {
    "backend/api/explanations.py",
    "backend/api/runs.py",
    "backend/web/explanation_cards.py",
    "backend/web/views/explanations.py",
    "matching/explanation_texts.py",
    "matching/explanations.py",
    "matching/reasons.py",
    "matching/services/by_hand.py",
    "matching/services/recruitment.py",
}


def test_only_what_is_for_staff_reads_explanations():
    paths = [path for path in product_code() if "engine" not in path.parts]
    found = offenders(
        r"import.*\bexplanations\b|^    explanations,$|from (matching\.(engine\.explain|explanations|explanation_texts)|backend\.(api|web)\.explanation\w*) import",
        paths,
    )
    elsewhere = {line.split(":")[0] for line in found} - FOR_STAFF
    assert elsewhere <= {"backend/api/urls.py", "backend/web/urls.py"}
    assert all((ROOT / path).exists() for path in FOR_STAFF)
