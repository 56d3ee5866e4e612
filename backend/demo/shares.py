"""How often what occurs in the demo programme, and where we have it from.

Sources, as read in 2026:
[F17] Fedasil, "1,309 refugees resettled in 2017": 1,191 Syrians (721 from Türkiye, 299 Lebanon, 156 Jordan,
      15 Iraq), 118 Congolese from Uganda. https://fedasil.be/en/news/resettlement/1309-refugees-resettled-2017
[F21] Fedasil, "Resettlement of 964 refugees in 2021": 908 Syrians (Türkiye, Lebanon, Jordan, Egypt), the others
      from Sudan, Eritrea, South Sudan, Ethiopia. https://www.fedasil.be/en/news/resettlement/resettlement-964-refugees-2021
[F23] Fedasil, "Resettlement of 287 refugees in 2023": mostly Congolese from Rwanda, and Syrians from Jordan and
      Egypt. https://www.fedasil.be/en/news/resettlement-287-refugees-2023
[H]   UNHCR Resettlement Handbook, chapter 3: the categories; it gives no shares.
[UCL] Ginsburgh and Weber, Université catholique de Louvain, 2006: 59 % and 53 % of Flemings know French and
      English, 19 % and 17 % of Walloons Dutch and English; in Brussels 95 % French, 59 % Dutch, 41 % English.
All else is an assumption, marked so: chosen so that every rule of matching meets easy and hard cases.
"""

from typing import Final

from backend.people.vocabulary import ProtectionClass

# The countries are those of [F17] [F21] [F23]; Afghanistan, Somalia and Burundi are added (assumption). The
# shares lie between 2017 (91 % Syrians, 9 % Congolese) and 2023 (mostly Congolese and Syrians).
NATIONALITY: Final = {
    "SY": 0.55,
    "CD": 0.2,
    "ER": 0.07,
    "AF": 0.06,
    "SD": 0.05,
    "SO": 0.03,
    "SS": 0.02,
    "BI": 0.02,
}

# Syrians: by country between [F17] and [F21]; Congolese: Rwanda [F23], Uganda [F17]. Which camp: assumption.
CAMP: Final = {
    "SY": {"Gaziantep": 0.38, "Beqaa Valley": 0.27, "Zaatari": 0.15, "Azraq": 0.1, "Cairo": 0.1},
    "CD": {"Kiziba": 0.3, "Mahama": 0.2, "Nakivale": 0.2, "Kyaka II": 0.2, "Nyarugusu": 0.1},
    "ER": {"Gashora": 0.6, "Shagarab": 0.4},
    "AF": {"Islamabad": 0.6, "Tehran": 0.4},
    "SD": {"Gashora": 0.5, "Cairo": 0.5},
    "SO": {"Dadaab": 1.0},
    "SS": {"Kakuma": 0.6, "Cairo": 0.4},
    "BI": {"Nyarugusu": 1.0},
}

# Assumption: order of frequency as in UNHCR's yearly reports on submissions. A household that a woman leads
# comes much more often as "women and girls at risk".
PROTECTION: Final = {
    ProtectionClass.LEGAL_PHYSICAL: 0.44,
    ProtectionClass.VIOLENCE_TORTURE: 0.28,
    ProtectionClass.MEDICAL: 0.08,
    ProtectionClass.CHILDREN_AT_RISK: 0.06,
    ProtectionClass.FAMILY_REUNIFICATION: 0.04,
    ProtectionClass.NO_ALTERNATIVE: 0.1,
}
PROTECTION_LED_BY_A_WOMAN: Final = {
    ProtectionClass.WOMEN_GIRLS_AT_RISK: 0.5,
    ProtectionClass.LEGAL_PHYSICAL: 0.2,
    ProtectionClass.VIOLENCE_TORTURE: 0.2,
    ProtectionClass.MEDICAL: 0.05,
    ProtectionClass.CHILDREN_AT_RISK: 0.05,
}

# Assumption. Persons in a household; mean 4.0.
HOUSEHOLD_SIZE: Final = {1: 0.14, 2: 0.11, 3: 0.15, 4: 0.2, 5: 0.18, 6: 0.12, 7: 0.07, 8: 0.03}
SINGLE_PARENT: Final = 0.25
WITH_SENIOR: Final = 0.06

# Assumption. Languages by origin: main language, then chances of further ones.
MAIN_LANGUAGE: Final = {
    "SY": {"ar": 0.88, "ku": 0.12},
    "CD": {"sw": 0.6, "rw": 0.25, "ln": 0.15},
    "ER": {"ti": 1.0},
    "AF": {"prs": 0.6, "ps": 0.4},
    "SD": {"ar": 1.0},
    "SO": {"so": 1.0},
    "SS": {"ar": 0.7, "en": 0.3},
    "BI": {"rw": 0.7, "sw": 0.3},
}
FURTHER_LANGUAGES: Final = {
    "SY": {"ar": 0.6, "tr": 0.3, "en": 0.35, "fr": 0.1},
    "CD": {"fr": 0.65, "sw": 0.5, "ln": 0.25, "en": 0.15},
    "ER": {"ar": 0.4, "en": 0.4, "am": 0.25},
    "AF": {"prs": 0.5, "fa": 0.4, "ur": 0.3, "en": 0.3},
    "SD": {"en": 0.4},
    "SO": {"ar": 0.3, "en": 0.35, "sw": 0.3},
    "SS": {"en": 0.6, "sw": 0.3},
    "BI": {"fr": 0.5, "sw": 0.5},
}
READS: Final = {"SY": "ar", "SD": "ar", "SS": "ar", "ER": "ti", "AF": "fa-af", "CD": "fr", "BI": "fr", "SO": "en"}

# Assumption. Chance of each need; those of children, care and trauma depend on the household (`families`).
NEEDS: Final = {
    "language_practice": 0.85,
    "housing_search": 0.55,
    "job_search": 0.5,
    "diploma_recognition": 0.15,
    "administration": 0.6,
    "health_care": 0.3,
    "transport": 0.25,
    "social_contact": 0.5,
    "digital": 0.3,
    "trauma_support": 0.12,
}

# [UCL]: chance that a volunteer of the region also speaks the language; the first is the mother tongue.
REGION_LANGUAGES: Final = {
    "Vlaams Gewest": ("nl", {"fr": 0.59, "en": 0.53}),
    "Région wallonne": ("fr", {"nl": 0.19, "en": 0.17}),
    "Brussel-Bruxelles": ("fr", {"nl": 0.59, "en": 0.41}),
}
# Assumption. Volunteers who came, or whose parents came, from elsewhere, by origin; with its language.
WITH_ORIGIN: Final = 0.24
ORIGIN: Final = {
    ("MA", "ar"): 0.3,
    ("SY", "ar"): 0.22,
    ("TR", "tr"): 0.1,
    ("CD", "sw"): 0.08,
    ("CD", "ln"): 0.05,
    ("RW", "rw"): 0.05,
    ("ER", "ti"): 0.06,
    ("AF", "prs"): 0.08,
    ("SO", "so"): 0.03,
    ("UA", "uk"): 0.03,
}

# Assumption.
VOLUNTEER_STATE: Final = {"approved": 0.85, "checking": 0.07, "applied": 0.04, "away": 0.03, "left": 0.01}
LAPSED_CHECK: Final = 0.05
VOLUNTEER_WOMAN: Final = 0.64
CAPACITY: Final = {1: 0.72, 2: 0.22, 3: 0.06}
TRAVEL_KM: Final = {5: 0.12, 10: 0.28, 15: 0.22, 20: 0.16, 25: 0.12, 40: 0.1}
SLOT_WEIGHT: Final = {"morning": 1, "afternoon": 2, "evening": 3}
ORGANISATION: Final = {"een-thuis": 0.55, "stad-mechelen": 0.13, "parochies-onderweg": 0.32}
