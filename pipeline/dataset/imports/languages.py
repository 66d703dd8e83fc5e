"""What programs in other languages than English call our columns: those of western and middle Europe, and Japanese. A table, pure.

Headings are compared without accents. A word that means several columns in these languages (Czech and Polish kraj, French
région) isn't here.
"""

from collections.abc import Mapping

from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind

# What Name means for people: the whole name, or the one of its parts that has no column of its own
EITHER_NAME = frozenset("name nom nombre nome naam navn namn nimi".split())  # noqa: SIM905 - a list of words
WEIGHTS = ("gewicht", "poids", "peso", "waga", "hmotnost", "vægt", "vekt", "vikt")
WHOLE_NAMES = (
    "nom, nombre, nome, naam, navn, namn, nimi, vollständiger name, kundenname, nom complet, nombre completo, nome completo, "
    "volledige naam, klantnaam, imię i nazwisko, jméno a příjmení, 氏名, お名前"
)

_CUSTOMER: dict[str, str] = {
    "first_name": "vorname, prénom, nombre de pila, primer nombre, primeiro nome, voornaam, imię, jméno, křestní jméno, fornavn, "
    "förnamn, etunimi, 名",
    "last_name": "nachname, familienname, nom de famille, apellido, apellidos, cognome, achternaam, sobrenome, apelido, nazwisko, "
    "příjmení, efternavn, etternavn, efternamn, sukunimi, 姓",
    "email": "e-mail-adresse, mailadresse, adresse e-mail, courriel, adresse courriel, correo, correo electrónico, "
    "indirizzo e-mail, posta elettronica, e-mailadres, endereço de e-mail, adres e-mail, e-mailová adresa, e-post, e-postadress, "
    "e-postadresse, sähköposti, メール, メールアドレス",
    "phone": "telefon, telefonnummer, téléphone, numéro de téléphone, teléfono, número de teléfono, telefono, numero di telefono, "
    "telefoon, telefoonnummer, telefone, numer telefonu, telefonní číslo, puhelin, 電話, 電話番号",
    "mobile": "handy, mobil, mobilnummer, mobiltelefon, portable, téléphone portable, téléphone mobile, cellulaire, móvil, "
    "teléfono móvil, celular, cellulare, mobiel, telemóvel, telefon komórkowy, matkapuhelin, 携帯電話, 携帯番号",
    "company_name": "firma, firmenname, unternehmen, société, nom de l'entreprise, entreprise, empresa, azienda, società, "
    "ragione sociale, bedrijf, bedrijfsnaam, nazwa firmy, virksomhed, bedrift, företag, yritys, 会社名",
    "physical_address_1": "straße, adresse, rue, dirección, calle, indirizzo, adres, straat, endereço, morada, rua, ulica, ulice, "
    "adresa, gade, gata, adress, gatuadress, gateadresse, osoite, 住所",
    "physical_postcode": "plz, postleitzahl, code postal, código postal, cap, codice postale, cep, kod pocztowy, psč, postnummer, "
    "postinumero, 郵便番号",
    "physical_city": "ort, stadt, ville, ciudad, población, localidad, città, comune, plaats, woonplaats, stad, cidade, localidade, "
    "miasto, město, poststed, kaupunki, 市区町村",
    "physical_state": "bundesland, kanton, provincia, estado, województwo, 都道府県",
    "physical_country_id": "land, pays, país, paese, nazione, země, maa, 国",
    "date_of_birth": "geburtsdatum, geburtstag, date de naissance, fecha de nacimiento, data di nascita, geboortedatum, "
    "data de nascimento, data urodzenia, datum narození, fødselsdato, fødselsdag, födelsedatum, syntymäaika, 生年月日",
    "customer_code": "kundennummer, kundennr, numéro client, numéro de client, número de cliente, codice cliente, klantnummer, "
    "numer klienta, kundenummer, kundnummer, 顧客番号",
    "gender": "geschlecht, sexe, sexo, género, sesso, geslacht, płeć, pohlaví, køn, kjønn, kön, 性別",
    "note": "notiz, notizen, bemerkung, bemerkungen, remarque, remarques, notas, nota, opmerking, opmerkingen, uwagi, poznámka, "
    "備考",
    "customer_group": "kundengruppe, groupe de clients, grupo de clientes, gruppo di clienti, klantgroep, grupa klientów, "
    "kundegruppe, kundgrupp",
    "website": "webseite, internetseite, site web, site internet, página web, sitio web, sito web, strona internetowa",
    "fax": "telefax, télécopie, télécopieur",
}
_PRODUCT: dict[str, str] = {
    "sku": "artikelnummer, artikelnr, artnr, bestellnummer, référence, référence produit, ugs, referencia, código de artículo, "
    "codice articolo, artikelcode, referência, kod produktu, numer katalogowy, kód produktu, varenummer, tuotenumero, "
    "商品コード, 品番",
    "name": "bezeichnung, artikelbezeichnung, artikelname, produktname, produktbezeichnung, nom, nom du produit, désignation, "
    "libellé, nombre, nombre del producto, nome, nome prodotto, nome do produto, naam, productnaam, nazwa, nazwa produktu, název, "
    "název produktu, navn, varenavn, produktnavn, namn, produktnamn, benämning, nimi, tuotenimi, 商品名, 品名",
    "price_including_tax": "preis, verkaufspreis, bruttopreis, preis brutto, regulärer preis, prix, prix de vente, prix ttc, "
    "tarif régulier, precio, precio de venta, pvp, precio normal, prezzo, prezzo di vendita, prezzo di listino, prijs, "
    "verkoopprijs, reguliere prijs, preço, preço de venda, cena, cena sprzedaży, cena brutto, prodejní cena, pris, salgspris, "
    "försäljningspris, hinta, 価格, 販売価格",
    "price_excluding_tax": "nettopreis, preis netto, prix ht, prix hors taxes, precio sin iva, prezzo netto, cena netto",
    "supply_price": "einkaufspreis, prix d'achat, prix de revient, coût, precio de compra, coste, costo, prezzo di acquisto, "
    "prezzo d'acquisto, inkoopprijs, preço de custo, custo, cena zakupu, nákupní cena, indkøbspris, innkjøpspris, inköpspris, "
    "仕入価格, 原価",
    "inventory": "bestand, lagerbestand, menge, quantité, quantité en stock, existencias, cantidad, giacenza, quantità, voorraad, "
    "aantal, estoque, quantidade, stan magazynowy, ilość, lagersaldo, lagerbeholdning, antal, 在庫, 在庫数",
    "reorder_point": "mindestbestand, meldebestand, stock minimum, stock mínimo, scorta minima, minimumvoorraad",
    "product_category": "kategorie, kategorien, produktkategorie, warengruppe, catégorie, catégories, categoría, categorías, "
    "categoria, categorie, kategoria, kategori, カテゴリ, カテゴリー",
    "brand_name": "marke, hersteller, marque, fabricant, marca, fabricante, merk, fabrikant, marka, producent, značka, výrobce, "
    "mærke, merke, varumärke, tuotemerkki, ブランド, メーカー",
    "supplier_name": "lieferant, fournisseur, proveedor, fornitore, leverancier, fornecedor, dostawca, dodavatel, leverandør, "
    "leverantör, 仕入先",
    "supplier_code": "lieferantennummer, référence fournisseur, referencia del proveedor, codice fornitore",
    "description": "beschreibung, artikelbeschreibung, descripción, descrizione, omschrijving, beschrijving, descrição, opis, "
    "popis, beskrivelse, beskrivning, kuvaus, 説明, 商品説明",
    "barcode": "strichcode, code-barres, code à barres, código de barras, codice a barre, streepjescode, kod kreskowy, čárový kód, "
    "stregkode, strekkode, streckkod, viivakoodi, バーコード, janコード",
    "tags": "schlagwörter, étiquettes, etiquetas, tagi, štítky, taggar",
    "weight": ", ".join(WEIGHTS),
    "is_active": "aktiv, veröffentlicht, actif, publié, activo, publicado, attivo, pubblicato, actief, gepubliceerd, ativo, "
    "aktywny, opublikowano, aktivní",
}
ELSEWHERE: Mapping[Kind, Mapping[str, str]] = {CUSTOMER: _CUSTOMER, PRODUCT: _PRODUCT}
