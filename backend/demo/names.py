"""Made-up people: common given names and family names by origin, mixed at random. Nobody real is meant."""

from collections.abc import Collection
from typing import Final

from backend.demo.draw import Draw
from backend.people.vocabulary import Gender

_ARAB: Final = (
    "Amal Aya Dalia Farah Ghada Hala Huda Iman Layla Lina Maha Mariam Nour Rana Rima Salma Samar Yara Zahra",
    "Adnan Ahmad Bassel Fadi Hassan Ibrahim Jamal Karim Khaled Mahmoud Nabil Omar Rami Sami Tarek Walid Youssef Ziad",
    "Abbas Darwish Haddad Hamdan Khalil Khoury Mansour Nasser Qasim Saad Saleh Shami Suleiman Zein",
)
_CONGO: Final = (
    "Aline Béatrice Chantal Clarisse Divine Esther Furaha Grâce Josiane Neema Odette Rachel Solange Zawadi",
    "Amani Baraka Christian Dieudonné Emmanuel Espoir Fidèle Innocent Jean Patrick Pascal Samuel Serge Trésor",
    "Bahati Byamungu Habimana Ilunga Kabongo Kalala Lukusa Mbuyi Mukendi Mugisha Mutombo Ngoy Nsengi Tshibanda",
)
_ERITREA: Final = (
    "Abrehet Almaz Feven Freweini Helen Lemlem Luwam Mebrat Mihret Rahel Saba Selam Senait Winta",
    "Abel Amanuel Berhane Daniel Filmon Haben Kidane Merhawi Mehari Robel Samuel Tesfay Yonas Zerai",
    "Abraha Asmerom Berhe Gebremedhin Ghebre Habte Haile Kifle Mehreteab Negash Tekle Tesfamariam Woldu",
)
_AFGHAN: Final = (
    "Fatima Farida Laila Mahnaz Marwa Nargis Nilofar Parwana Roya Sahar Shabnam Soraya Zarghuna Zohra",
    "Abdullah Farhad Habib Hamid Jawad Mirwais Mustafa Najib Omid Qais Rahim Reza Wahid Zaman",
    "Ahmadi Akbari Amiri Azizi Haidari Hosseini Karimi Mohammadi Nazari Noori Rahimi Sadat Safi Yousufi",
)
_SOMALI: Final = (
    "Amina Asha Ayaan Deqa Fadumo Faiza Hawa Hodan Ifrah Khadra Maryan Nasra Sahra Ubah",
    "Abdi Ahmed Ali Bashir Farah Guled Hassan Ismail Jama Liban Mohamud Nuur Omar Yusuf",
    "Abdullahi Adan Barre Dahir Diriye Elmi Farah Hersi Jama Mohamed Osman Samatar Warsame",
)
_SUDAN: Final = (
    "Abuk Achol Adut Alek Amira Awadia Hanan Ikhlas Mona Nyandeng Rania Sara Sumaya Widad",
    "Abdelrahman Akol Bol Deng Elfatih Garang Hamid Idris Isam Kuol Mustafa Osman Santino Yasir",
    "Abdalla Adam Ajak Bakhit Deng Elamin Garang Hamdan Ishaq Lual Majok Mohamed Musa Tut",
)
_FLEMISH: Final = (
    "An Els Eva Greet Hilde Ilse Jana Karen Katrien Lien Lies Lotte Marleen Nele Riet Sofie Tine Veerle",
    "Bart Bram Dirk Erik Geert Hans Jan Jef Koen Luc Marc Pieter Ruben Stijn Tom Tuur Wim Wout",
    "Aerts Claes De Smet Goossens Hermans Jacobs Janssens Maes Mertens Michiels Peeters Vermeulen Willems Wouters",
)
_WALLOON: Final = (
    "Anne Aurélie Cécile Chloé Claire Élise Florence Hélène Isabelle Juliette Laurence Manon Nathalie Sophie",
    "Adrien Antoine Benoît Christophe David Étienne François Guillaume Hugo Louis Mathieu Nicolas Olivier Thierry",
    "Bernard Colin Denis Dubois Dumont Gérard Henry Lambert Lejeune Leroy Martin Noël Renard Simon",
)
_TURKISH: Final = (
    "Ayşe Derya Elif Emine Esra Fatma Gül Hatice Melek Nur Selin Zeynep",
    "Ahmet Can Deniz Emre Hakan Kemal Mehmet Murat Orhan Selim Serkan Yusuf",
    "Aydın Çelik Demir Doğan Kaya Kılıç Koç Öztürk Polat Şahin Yıldız Yılmaz",
)
_UKRAINIAN: Final = (
    "Daryna Hanna Iryna Kateryna Larysa Nadiia Oksana Olena Sofiia Tetiana Yuliia Zoia",
    "Andrii Bohdan Dmytro Ivan Maksym Mykola Oleh Pavlo Roman Serhii Taras Vasyl",
    "Bondarenko Boiko Kovalenko Kravchenko Lysenko Marchenko Melnyk Moroz Petrenko Rudenko Savchenko Tkachenko",
)
_BY_ORIGIN: Final = {
    "SY": _ARAB,
    "MA": _ARAB,
    "CD": _CONGO,
    "RW": _CONGO,
    "BI": _CONGO,
    "ER": _ERITREA,
    "AF": _AFGHAN,
    "SO": _SOMALI,
    "SD": _SUDAN,
    "SS": _SUDAN,
    "TR": _TURKISH,
    "UA": _UKRAINIAN,
    "nl": _FLEMISH,
    "fr": _WALLOON,
}


def given_name(draw: Draw, origin: str, gender: str, *, other_than: Collection[str] = ()) -> str:
    """Return a given name; `origin` is a country, or nl or fr for the two larger communities of Belgium."""
    women, men, _ = _BY_ORIGIN[origin]
    names = (women if gender == Gender.FEMALE else men).split()
    return draw.one([name for name in names if name not in other_than])


def family_name(draw: Draw, origin: str) -> str:
    """Return a family name."""
    return draw.one(_BY_ORIGIN[origin][2].replace("De Smet", "De_Smet").split()).replace("_", " ")
