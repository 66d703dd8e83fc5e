"""What spreadsheets write where a formula went wrong: Excel, Google Sheets, LibreOffice and Numbers, in their languages. Pure.

Most errors are a word in capitals between # and ! or ?, whatever the language (#REF!, #BEZUG!, #ССЫЛКА!, #¿NOMBRE?). The
others are listed: those without a sign at their end, and LibreOffice's, which are numbers behind a word.
"""

_DIVIDED = (
    "DIV",  # English, German, French, Spanish, Italian, Portuguese ...
    *("DEEL", "DIVISION", "JAKO", "DZIEL", "SAYI", "DEL", "DIJ", "DAL", "ДЕЛ", "ДІЛ", "ΔΙΑΙΡ"),
)
_NOT_THERE = (
    *("N/A", "NV", "N/D", "N/B", "NB", "I/T", "N/V", "N/DISP", "Н/Д", "Δ/Υ", "YOK", "SAKNAS", "PUUTTUU"),
    *("HIÁNYZIK", "NEDOSTUPNÝ", "NENÍ_K_DISPOZICI", "NĖRA"),
)
_WAITING = (
    *("GETTING_DATA", "DATEN_ABRUFEN", "CHARGEMENT_DONNEES", "OBTENIENDO_DATOS", "OBTENDO_DADOS"),
    *("ESTRAZIONE_DATI_IN_CORSO", "GEGEVENS_OPHALEN", "HÄMTAR_DATA", "HENTER_DATA", "NOUDETAAN_TIETOJA"),
    *("POBIERANIE_DANYCH", "NAČÍTÁNÍ_DAT", "ADATLEKÉRÉS", "ЗАГРУЗКА_ДАННЫХ", "VERİ_ALINIYOR", "BUSY"),
)
_LOADING = (
    "Loading",
    "Wird geladen",
    "Chargement",
    "Cargando",
    "Caricamento",
    "Carregando",
    "Laden",
    "Загрузка",
)
_NUMBERED = (
    *("Err", "Error", "Fehler", "Erreur", "Erro", "Errore", "Fout", "Fel", "Fejl", "Feil", "Virhe", "Błąd"),
    *("Chyba", "Hiba", "Hata", "Ошибка", "Помилка", "Σφάλμα", "エラー", "错误", "錯誤", "오류"),
)

# A word in capitals, such as #SPILL!, that may also be somebody's shout in a text of several lines
ERROR = (
    rf"^#[¡¿]?(?:\p{{Lu}}[\p{{Lu}}0-9_'’]{{1,20}}|(?:{'|'.join(_DIVIDED)})/0)[!?]$"
    rf"|^#(?:{'|'.join((*_NOT_THERE, *_WAITING))})[!?]?$|^#{{3,}}$"
    rf"|^(?:{'|'.join(_NUMBERED)})\s?[:：]\s?5[0-9]{{2}}$"
    rf"|^(?:{'|'.join(_LOADING)})(?:\.\.\.|…)$"
)
