"""German, in the formal address, as an agency in Berlin, Vienna or Zurich prints it."""

import datetime as dt

from delivery.language.english import English, capital
from delivery.language.regions import NBSP

NUMBERS = (
    *("keine", "eine", "zwei", "drei", "vier", "fünf", "sechs"),
    *("sieben", "acht", "neun", "zehn", "elf", "zwölf"),
)


class German(English):
    months = (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    )
    short_months = (
        *("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni"),
        *("Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    )
    weekdays = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        if self.region == "AT":
            self.months = ("Jänner", *self.months[1:])
            self.short_months = ("Jän.", *self.short_months[1:])

    def long_date(self, day: dt.date) -> str:
        return f"{day.day}. {self.months[day.month - 1]} {day.year}"

    def short_date(self, day: dt.date) -> str:
        return f"{day.day}. {self.short_months[day.month - 1]}"

    # The frame of every file

    pack_footer = "Erstellt für {client}"
    contents = "Inhalt"
    in_this_section = "In diesem Abschnitt"
    cover = "Titelseite"
    week_column = "Woche"
    skip = "Zum Inhalt springen"
    parting = "; "

    def pack(self, number: int) -> str:
        return f"Paket {number}"

    def continued(self, title: str) -> str:
        return f"{title} (Fortsetzung)"

    def page(self, page: int, pages: int) -> str:
        return f"Seite {page} von {pages}"

    # Sections

    summary = "Zusammenfassung"
    intake = "Ausgangslage"
    strategy = "Strategie"
    creatives = "Kreation"
    execution = "Umsetzung"
    monitoring = "Erfolgskontrolle"
    next_steps = "Nächste Schritte"
    evidence = "Nachweise"
    kinds = {
        "intake": "Briefing",
        "strategy": "Strategie",
        "creatives": "Kreation",
        "execution": "Umsetzung",
        "monitoring": "Erfolgskontrolle",
    }

    # Summary
    propose = "Was wir vorschlagen"
    outcome = "Was es bringen soll"
    outcome_line = "Die Prognose und die Entscheidungen, die wir brauchen"
    forecast = "Prognose"
    plan = "Plan"
    today = "Heute"

    # What changed since an earlier pack

    changes = "Was neu ist"
    unchanged = "Alles wie zuvor"
    names = {"client": "Kunde", "campaign": "Kampagne", "engagement": "Projekt"}
    look = "Erscheinungsbild"
    differences = {
        "added": "neu",
        "removed": "entfallen",
        "reordered": "in anderer Reihenfolge",
        "rewritten": "neu gefasst",
    }

    and_ = "und"

    def changed_since(self, pack: int) -> str:
        return f"Was sich seit {self.pack(pack)} geändert hat"

    def changed_lead(self, pack: int, changed: list[str], new: list[str], gone: list[str], same: list[str]) -> str:
        first = (
            f"Geändert seit {self.pack(pack)}: {self.listed(changed)}."
            if changed
            else f"Inhaltlich gilt, was in {self.pack(pack)} steht."
        )
        return self._with_others(first, ("Neu", new), ("Entfallen", gone), ("Wie zuvor", same if changed else []))

    def nothing_changed(self, pack: int) -> str:
        return f"Seit {self.pack(pack)} hat sich nichts geändert."

    def added_version(self, now: int, approved: dt.date, by: str) -> str:
        return f"Neu: Version {now}, freigegeben am {self.long_date(approved)}: {by}."

    def same_again(self, now: int, approved: dt.date, by: str) -> str:
        return f"Derselbe Wortlaut, erneut freigegeben als Version {now} am {self.long_date(approved)}: {by}."

    def new_version(self, before: int, now: int, approved: dt.date, by: str) -> str:
        return f"Version {before} → {now}, freigegeben am {self.long_date(approved)}: {by}."

    def left_out(self, pack: int, version: int) -> str:
        return f"Entfallen; {self.pack(pack)} enthielt Version {version}."

    def about(self, name: str, title: str, row: str, of: str) -> str:
        return f"{self.title((), of)}: „{title}“" if of else self._of_row(row, title)

    def more(self, count: int) -> str:
        return f"und {self.number(count)} weitere"

    def look_moved(self, before: tuple[int, int | None], now: tuple[int, int | None]) -> str:
        return self._moved(("Markenversion", "Version für diesen Kunden"), "keine", before, now)

    def signed_off_anew(self, before: str, now: str) -> str:
        return f"Bestätigt: {now}; zuvor: {before}."

    def let_pass(self, by: str, reason: str) -> str:
        return f"Ausnahme bewilligt: {by}. Begründung: {reason}"

    def passes_now(self, by: str) -> str:
        return f"Nun bestanden; zuvor galt eine Ausnahme: {by}."

    # Starting point
    situation = "Kunde, Angebot und Ziele"
    situation_line = "Wer kauft und warum, was Sie verkaufen, was erreicht werden soll, was zu beachten ist"
    subject = "Thema"
    answer = "Wie freigegeben"
    limits_and_access = "Grenzen, Tonalität und Zugänge"
    duration = "Dauer"
    start = "Situation"
    access = "Zugänge"
    files = "Dateien"
    deliverables = "Lieferung"

    # Strategy
    channel_rules = "Woran jeder Kanal gemessen wird"
    share = "Anteil"
    reserve = "Reserve"

    # Creative
    brief = "Das Kreativbriefing"
    brief_line = "Thema, Zielgruppe, Ansatz, Formate und Gründe"
    message = "Formulierungen zur Auswahl"
    message_line = "Aufhänger, Aussagen, Skripte und Reservetexte; Angebot, Aufrufe und Tonalität je Zielgruppe"
    assets_line = "Jeweils Überschrift, Text und Aufruf"
    longer_texts = "Längere Texte"
    production = "Hinweise zur Produktion"
    production_line = "Varianten, Bilder, Alternativtexte, Belege und Links"
    pictures = "Bilder"
    proof = "Termine, Belege und Links"
    link_and_evidence = "Link, Hashtags und Beleg"

    # Execution
    channel_plan_line = "Zweck, Rhythmus und Zuständigkeit je Kanal"
    publications_a_week = "Veröffentlichungen pro Woche, nach Kanal"
    posting = "Tage und Uhrzeiten"
    timeline = "Zeitplan und Risiken"
    timeline_line = "Phasen und Prüftermine, was jeweils erreicht sein muss und worauf wir vorbereitet sind"
    weeks = "Wochen"
    publications = "Veröffentlichungen"
    publications_line = "Uhrzeit, Werbemittel, Text und Link, wo sie feststehen, der jeweilige Aufruf und die Regeln"
    links = "Links und Hashtags"
    told_for = "Für"
    link = "Link oder Hashtags"
    calls = "Wozu die übrigen Veröffentlichungen aufrufen"
    new_texts = "Eigens geschriebene Texte einzelner Veröffentlichungen"
    calendar_rules = "Regeln für Kalender und Tracking-Links"
    calendar = "Kalender"
    tracking_links = "Tracking-Links"
    governance = "Freigaben und Team"
    governance_line = "Prüfschritte, Freigaben, Regeln für den Krisenfall und Zuständigkeiten"

    # Monitoring
    key_figures = "Kennzahlen"
    key_figures_line = "Ausgangswert, Ziel, Verlauf und Warnschwelle jeder Kennzahl"
    source_and_owner = "Quelle, zuständig"
    alert_when = "Warnung, wenn"
    alerts = "Warnungen und Berichte"
    alerts_line = "Was nicht bis zum Prüftermin warten darf, woher die Zahlen kommen, wer sie wann liest"
    rhythm = "Rhythmus"
    learning = "Was wir lernen wollen"
    learning_line = "Fragen, Segmente und Tests"

    # Next steps and evidence
    dates = "Termine und Zuständigkeiten"
    questions = "Fragen"
    approvals = "Freigaben und Prüfsummen"
    evidence_standfirst = "Aus welcher freigegebenen Version jede Seite entstanden ist."
    evidence_intro = (
        "Was auf diesen Seiten steht, wurde in den unten genannten Versionen freigegeben. Die Prüfsumme ist der "
        "SHA-256-Wert des Inhalts einer Version als kanonisches JSON (RFC 8785); manifest.json nennt dieselben "
        "Prüfsummen."
    )
    document = "Dokument"
    version = "Version"
    approved = "Freigegeben"
    by = "Durch"
    quality = "Qualitätsprüfung"
    digest = "SHA-256"

    # Quality reports

    reports = "Qualitätsberichte"
    reports_standfirst = (
        "Was unsere Prüfungen ergaben, im Wortlaut, der bei der Freigabe vorlag, und wie entschieden wurde."
    )
    result = "Ergebnis"
    score = "Punkte"
    finding_column = "Befund"
    weight = "Gewicht"
    decision_column = "Entscheidung"
    no_finding = "Alle Prüfungen bestanden."
    not_accepted = "Nicht akzeptiert"
    outcomes = {"PASS": "Bestanden", "WARN": "Mit Hinweisen", "FAIL": "Nicht bestanden"}
    severities = {"BLOCKER": "Ausschluss", "MAJOR": "Erheblich", "MINOR": "Gering"}

    def accepted(self, by: str, at: dt.date) -> str:
        return f"Akzeptiert am {self.long_date(at)}: {by}"

    # Sentences and phrases

    def counted(self, count: int) -> str:
        return NUMBERS[count] if 0 <= count < len(NUMBERS) else self.number(count)

    def week(self, number: int) -> str:
        """A week of the plan; “KW” would be one of the calendar."""
        return f"Wo.{NBSP}{number}"

    def weeks_of(self, count: int) -> str:
        return f"{count}{NBSP}{'Woche' if count == 1 else 'Wochen'}"

    def span(self, first: int, last: int) -> str:
        return str(first) if first == last else f"{first} bis {last}"

    def of(self, value: int, most: int) -> str:
        return f"{value} von {most}"

    def plan_span(self, start: str, end: str, weeks: int) -> str:
        days = " bis ".join(day for day in (start, end) if day)
        return f"{', '.join(part for part in (days, self.weeks_of(weeks)) if part)}."

    def layer(self, index: int, count: int) -> str:
        return f"Ebene {index} von {count}"

    def decisions(self, count: int) -> str:
        return f"{capital(self.count(count, 'Entscheidung', 'Entscheidungen'))}, die wir brauchen"

    def assets(self, count: int) -> str:
        return "Ein Werbemittel" if count == 1 else capital(self.count(count, "", "Werbemittel"))

    def month(self, name: str) -> str:
        return f"Kalender: {name}"

    def month_line(self, count: int) -> str:
        return f"{count} {'Veröffentlichung' if count == 1 else 'Veröffentlichungen'}"

    def intake_standfirst(self, approved: dt.date) -> str:
        return f"Ihre Situation, wie am {self.long_date(approved)} freigegeben."

    def plan_standfirst(self, weeks: int, publications: int, reviews: int) -> str:
        parts = [
            self.count(weeks, "Woche", "Wochen"),
            self.count(publications, "Veröffentlichung", "Veröffentlichungen"),
            *([self._reviews(reviews)] if reviews else []),
        ]
        return f"{capital(', '.join(parts))}."

    def steps_standfirst(self, steps: int, last: dt.date | None, with_client: int) -> str:
        until = f" bis zum {self.long_date(last)}" if last else ""
        first = f"{'Ein Schritt' if steps == 1 else capital(self.count(steps, '', 'Schritte'))}{until}."
        if not with_client:
            return first
        if with_client == steps:
            return f"{first} {'Dafür' if steps == 1 else 'Für alle'} brauchen wir Sie."
        some = "einen" if with_client == 1 else self.counted(with_client)
        return f"{first} Für {some} davon brauchen wir Sie."

    def cover_marks(self, publications: int, weeks: int) -> str:
        span = "einer Woche" if weeks == 1 else self.count(weeks, "", "Wochen")
        return f"{self.month_line(publications)} in {span}, jede ein Zeichen"

    def cover_bars(self, layers: int) -> str:
        return f"{capital(self.count(layers, 'Ebene', 'Ebenen'))} der Strategie"

    def this_pack(self, label: str, engagement: str, issued: dt.date) -> str:
        return f"{label} zu „{engagement}“, {self.long_date(issued)}."

    def ref(self, mark: str, approved: dt.date, by: str) -> str:
        return f"{mark}, freigegeben am {self.long_date(approved)}: {by}"

    def forecast_alt(self, weeks: int, first: str, last: str, today: str) -> str:
        level = f"; heute sind es {today}" if today else ""
        return f"Liniendiagramm: Der Plan führt von {first} auf {last} in {self.weeks_of(weeks)}{level}."

    def posting_alt(self, least: int, most: int, weeks: int, channel: str, share: float) -> str:
        return (
            f"Gestapelte Säulen: {self.span(least, most)} Veröffentlichungen pro Woche über {self.weeks_of(weeks)}; "
            f"{self.percent(share)} davon auf {channel}."
        )

    def timeline_alt(self, phases: int, reviews: int, periods: int) -> str:
        span = self.count(periods, "Woche", "Wochen")
        return f"Zeitplan: {self.count(phases, 'Phase', 'Phasen')} über {span}, {self._reviews(reviews)}."

    def _reviews(self, count: int) -> str:
        return "ein Prüftermin" if count == 1 else self.count(count, "", "Prüftermine")

    def qc(self, status: str, score: int) -> str:
        return f"{'Bestanden' if status == 'PASS' else 'Mit Hinweisen'}, {score}"

    # README.txt

    received = "WAS SIE ERHALTEN"
    made_from = "WORAUS ES ENTSTANDEN IST"
    checked = "WAS WIR VOR DER LIEFERUNG GEPRÜFT HABEN"
    how_to_check = "SO PRÜFEN SIE DIESES PAKET"
    members = {
        "report.pdf": "der Bericht",
        "deck.pptx": "die Präsentation",
        "summary.html": "die Zusammenfassung für den Browser",
        "artifacts.json": "die freigegebenen Inhalte als Daten",
        "assets/": "die fertigen Dateien, so wie sie freigegeben wurden",
        "provenance.json": "aus welcher freigegebenen Fassung jede Seite, Folie und jeder Abschnitt entstand",
        "manifest.json": "was von wem freigegeben wurde, und die Prüfsumme jeder Datei oben",
        "manifest.json.sig": "unsere Signatur zu manifest.json",
        "SHA256SUMS": "die Prüfsumme jeder Datei, für sha256sum",
    }
    checks = {
        "approvals_ok": "Freigaben",
        "qc_ok": "Qualität",
        "completeness_ok": "Vollständigkeit",
        "branding_ok": "Markenauftritt",
        "legal_ok": "Recht",
    }
    step_files = "Keine Datei wurde verändert (unter macOS: shasum -a 256 -c SHA256SUMS):"
    step_digest = (
        "Dies ist das Paket, das wir veröffentlicht haben. Vergleichen Sie mit der Prüfsumme des Pakets "
        "(pack digest) in unserem Portal:"
    )
    step_signature = (
        "Wir haben es signiert. Speichern Sie die Zeile, die unser Portal zeigt, als Datei allowed_signers:"
    )
    findings = {
        "approvals_ok": "Jede enthaltene Version ist freigegeben und gültig.",
        "qc_ok": "Jede enthaltene Version hat die Qualitätsprüfung bestanden, oder ihre Hinweise wurden angenommen.",
        "completeness_ok": "Kein Pflichtfeld ist leer.",
        "branding_ok": "Der Markenauftritt ist lesbar, hat ein Logo und keinen offenen Platzhalter.",
        "legal_ok": "Genau diese Inhalte wurden rechtlich geprüft.",
    }

    def prepared(self, client: str, agency: str) -> str:
        return f"Erstellt für {client} von {agency}."

    def source(self, kind: str, version: int, who: str) -> str:
        return f"{self.kinds[kind]}, Version {version}, freigegeben: {who}"

    def decided(self, by: str | None, role: str, moment: str) -> str:
        person = f"{by} ({self.role(role)})" if by else self.role(role)
        return f"{person}, {moment}"

    def finding(self, key: str, detail: str, *, passed: bool) -> str:
        return self.findings[key] if passed else "Nicht bestanden; den Befund nennt manifest.json."

    def waived(self, finding: str, who: str, reason: str) -> str:
        return f"{finding} Ausnahme bewilligt: {who}. Begründung: {reason}"

    def signed_off(self, finding: str, who: str) -> str:
        return f"{finding} Bestätigt: {who}"

    # What the content models say in English

    roles = {"owner": "Geschäftsleitung", "admin": "Administration", "editor": "Redaktion", "viewer": "Lesezugriff"}
    titles = {
        # Intake
        "Client": "Kunde",
        "Company": "Unternehmen",
        "Website": "Website",
        "Industry": "Branche",
        "Geography": "Region",
        "Time zone": "Zeitzone",
        "Languages": "Sprachen",
        "Contact e-mail": "E-Mail für Rückfragen",
        "Primary offer": "Hauptangebot",
        "Pricing": "Preise",
        "Order and lifetime value": "Bestell- und Kundenwert",
        "Revenue streams": "Erlösquellen",
        "Unit economics": "Wirtschaftlichkeit",
        "Growth bottleneck": "Wachstumsengpass",
        "Differentiators": "Alleinstellungsmerkmale",
        "Competitors": "Wettbewerb",
        "Proof": "Nachweise",
        "Target audience": "Zielgruppe",
        "Pain points": "Probleme",
        "Desired outcomes": "Gewünschte Ergebnisse",
        "Objections": "Einwände",
        "Objective": "Ziel",
        "Targets": "Zielwerte",
        "Start": "Beginn",
        "Duration in weeks": "Dauer in Wochen",
        "Budget": "Budget",
        "Media budget": "Mediabudget",
        "Currency": "Währung",
        "Risk tolerance": "Risikobereitschaft",
        "Compliance": "Rechtliche Vorgaben",
        "Constraints": "Rahmenbedingungen",
        "Tone of voice": "Tonalität",
        "Voice examples": "Beispiele für die Tonalität",
        "Banned words": "Unerwünschte Wörter",
        "Required disclaimers": "Pflichthinweise",
        "Brand kit": "Markenmaterial",
        "Content library": "Medienbibliothek",
        "Social handles": "Social-Media-Profile",
        "Tracking": "Messung",
        "Ad accounts": "Werbekonten",
        "PDF": "PDF",
        "Slides": "Präsentation",
        "Archive": "Archiv",
        "Reports": "Berichte",
        "Context": "Kontext",
        "Hiring": "Personalgewinnung",
        "Employer promise": "Arbeitgeberversprechen",
        "Roles": "Stellen",
        "Places of work": "Arbeitsorte",
        "Employer brand": "Arbeitgebermarke",
        "E-commerce": "Onlinehandel",
        "Product catalogue": "Produktkatalog",
        "Best sellers": "Bestseller",
        "Margins": "Margen",
        "Services": "Dienstleistungen",
        "Service deck": "Angebotspräsentation",
        "Service areas": "Leistungsgebiete",
        "Booking page": "Buchungsseite",
        "Work to produce": "Zu erstellende Arbeiten",
        "Strategy": "Strategie",
        "Creatives": "Kreation",
        "Execution": "Umsetzung",
        "Monitoring": "Erfolgskontrolle",
        "Delivery": "Lieferung",
        # Strategy
        "Standfirst": "Vorspann",
        "Executive summary": "Zusammenfassung",
        "Goal": "Ziel",
        "Claim": "Kernaussage",
        "Lead": "Einstieg",
        "Body": "Fließtext",
        "Figures": "Zahlen",
        "Figure": "Zahl",
        "Value": "Wert",
        "Note": "Anmerkung",
        "Forecast": "Prognose",
        "Title": "Titel",
        "Unit": "Einheit",
        "Today": "Heute",
        "Weeks": "Wochen",
        "Week": "Woche",
        "Decisions wanted": "Erbetene Entscheidungen",
        "Decision": "Entscheidung",
        "Text": "Text",
        "Business Reality Alignment": "Geschäftsrealität",
        "Headline": "Überschrift",
        "Points": "Punkte",
        "What follows": "Was daraus folgt",
        "Further notes": "Weitere Anmerkungen",
        "Label": "Stichwort",
        "Business model": "Geschäftsmodell",
        "Pricing logic": "Preislogik",
        "Growth constraint": "Wachstumsgrenze",
        "Bottleneck": "Engpass",
        "Regulation": "Regulierung",
        "Market & Competitive Truth": "Markt und Wettbewerb",
        "Category maturity": "Reife der Kategorie",
        "Where rivals compete": "Worum andere konkurrieren",
        "White space": "Unbesetztes Feld",
        "What we leave alone": "Was wir nicht tun",
        "Audience Decision Psychology": "Entscheidungspsychologie der Zielgruppe",
        "Awareness": "Bewusstsein",
        "Pain": "Leidensdruck",
        "Trust transfer": "Vertrauenstransfer",
        "Value Proposition Architecture": "Aufbau des Nutzenversprechens",
        "Core promise": "Kernversprechen",
        "Social proof": "Stimmen der Kundschaft",
        "Authority": "Autorität",
        "Mechanism": "Wirkprinzip",
        "Sacrifice": "Verzicht",
        "Differentiation": "Differenzierung",
        "Strategic Narrative": "Strategische Erzählung",
        "Problem": "Problem",
        "Tension": "Spannung",
        "Resolution": "Auflösung",
        "The enemy": "Das Feindbild",
        "Repetition": "Wiederholung",
        "Channel Strategy": "Kanalstrategie",
        "Total budget": "Gesamtbudget",
        "Reserve": "Reserve",
        "Selection rule": "Auswahlregel",
        "Channels": "Kanäle",
        "Channel": "Kanal",
        "Job": "Aufgabe",
        "Reaches": "Erreicht",
        "Content types": "Inhaltsarten",
        "Indicator": "Kennzahl",
        "Measured by": "Gemessen an",
        "Stop rule": "Stoppregel",
        "Execution Constraints": "Leitplanken der Umsetzung",
        "Tone": "Tonalität",
        "Forbidden language": "Tabuwörter",
        "Claims": "Aussagen",
        "Images": "Bildsprache",
        "Measurement & Learning Loop": "Messung und Lernkreislauf",
        "Success": "Erfolg",
        "Leading indicators": "Frühindikatoren",
        "Lagging indicators": "Spätindikatoren",
        "Indicators": "Kennzahlen",
        "Type": "Art",
        "Target": "Ziel",
        "Owner": "Zuständig",
        "Review": "Überprüfung",
        "Review.name": "Prüftermin",
        "Decision rules": "Entscheidungsregeln",
        "If": "Wenn",
        "Then": "Dann",
        # Creatives
        "Brief": "Kreativbriefing",
        "Theme": "Thema",
        "Audience": "Zielgruppe",
        "Key message": "Kernbotschaft",
        "Approach": "Ansatz",
        "Formats": "Formate",
        "Number of assets": "Anzahl der Werbemittel",
        "Kinds of asset": "Arten von Werbemitteln",
        "Platforms": "Plattformen",
        "Pillars": "Säulen",
        "Hooks": "Aufhänger",
        "Angles": "Blickwinkel",
        "Calls to action": "Aufrufe",
        "Offer framing": "Einordnung des Angebots",
        "Cleared claims": "Freigegebene Aussagen",
        "Channels and assets": "Kanäle und Werbemittel",
        "Assets": "Werbemittel",
        "Brand voice": "Markenstimme",
        "Name": "Name",
        "Platform": "Plattform",
        "Format": "Format",
        "Pillar": "Säule",
        "Call to action": "Aufruf",
        "Link": "Link",
        "Hashtags": "Hashtags",
        "Picture": "Bild",
        "Alternative text": "Alternativtext",
        "Evidence": "Beleg",
        "Date": "Datum",
        "Spare captions": "Reservetexte",
        "Final files": "Fertige Dateien",
        "File": "Datei",
        "SHA-256": "SHA-256",
        "Bytes": "Byte",
        "Scripts": "Skripte",
        "Script": "Skript",
        "Subject lines": "Betreffzeilen",
        "Variants": "Varianten",
        "Asset": "Werbemittel",
        "Tone by reader": "Tonalität je Zielgruppe",
        "Example": "Beispiel",
        "Uses of the calls to action": "Einsatz der Aufrufe",
        "Use": "Einsatz",
        "Where": "Wo",
        "Offer from different sides": "Das Angebot von verschiedenen Seiten",
        "Angle": "Blickwinkel",
        "Idea": "Idee",
        "What we know about hooks": "Was wir über Aufhänger wissen",
        "Rationale": "Begründung",
        "Strategy in short": "Strategie in Kürze",
        "What moves the reader": "Was die Leserschaft bewegt",
        "Fit to the audience": "Passung zur Zielgruppe",
        "Risks": "Risiken",
        # Execution
        "Channel plan": "Kanalplan",
        "Purpose": "Zweck",
        "Rhythm": "Rhythmus",
        "Timeline": "Zeitplan",
        "Phases": "Phasen",
        "Phase": "Phase",
        "First week": "Erste Woche",
        "Last week": "Letzte Woche",
        "Phase.goal": "Erreicht, wenn",
        "Report.shows": "Inhalt",
        "Reviews": "Prüftermine",
        "Decides": "Entscheidet über",
        "Schedule": "Terminplan",
        "Posts a week": "Beiträge pro Woche",
        "Best times": "Beste Zeiten",
        "Days left free": "Freie Tage",
        "Reason": "Grund",
        "Calendar": "Kalender",
        "Rotation of content": "Wechsel der Inhalte",
        "Rotation of calls to action": "Wechsel der Aufrufe",
        "Themes": "Themen",
        "Publications": "Veröffentlichungen",
        "Time": "Uhrzeit",
        "Tracking links": "Tracking-Links",
        "utm_campaign": "utm_campaign",
        "utm_source": "utm_source",
        "utm_medium": "utm_medium",
        "utm_content": "utm_content",
        "Notes": "Anmerkungen",
        "Governance": "Steuerung",
        "Review steps": "Prüfschritte",
        "Step": "Schritt",
        "Approvers": "Wer freigibt",
        "Approves": "Gibt frei",
        "Escalation": "Eskalation",
        "In a crisis": "Im Krisenfall",
        "Guard rails": "Leitplanken",
        "Further rules": "Weitere Regeln",
        "Team": "Team",
        "Role": "Rolle",
        "Answers for": "Zuständig für",
        "Hours a week": "Stunden pro Woche",
        "Tools": "Werkzeuge",
        "Risk": "Risiko",
        "Likely": "Eintritt",
        "Impact": "Folgen",
        "Response": "Maßnahme",
        "Next steps: headline": "Nächste Schritte: Überschrift",
        "Next steps": "Nächste Schritte",
        "By": "Bis",
        "What": "Was",
        "Side": "Seite",
        # Monitoring
        "How to read the figures": "So lesen Sie die Zahlen",
        "Source": "Quelle",
        "Direction": "Richtung",
        "Last values": "Letzte Werte",
        "Alert": "Warnung",
        "When": "Wann",
        "Alert.condition": "Wenn",
        "For how long": "Wie lange",
        "Data sources": "Datenquellen",
        "Provides": "Liefert",
        "In a conflict": "Bei Widersprüchen",
        "Read": "Auswertung",
        "Attribution": "Zuordnung",
        "Agenda": "Tagesordnung",
        "Report": "Bericht",
        "Form": "Form",
        "Recipients": "Empfang",
        "Dashboard": "Dashboard",
        "For": "Für",
        "Alerts": "Warnungen",
        "Within": "Frist",
        "What happens": "Was geschieht",
        "Sent by": "Meldeweg",
        "Questions": "Fragen",
        "Segments": "Segmente",
        "Tests": "Tests",
        "Question": "Frage",
        "Decided by": "Maßstab",
        "Period": "Zeitraum",
    }
    choices = {
        "Unknown": "Unbekannt",
        "Lead Generation": "Leadgewinnung",
        "Sales Conversion": "Verkaufsabschluss",
        "Product-Market Fit": "Passung von Produkt und Markt",
        "Retention": "Kundenbindung",
        "Operations": "Betriebsabläufe",
        "Lead generation": "Leadgewinnung",
        "Awareness": "Bekanntheit",
        "Sales": "Verkauf",
        "Hiring": "Personalgewinnung",
        "Product launch": "Produkteinführung",
        "Partnerships": "Partnerschaften",
        "Event": "Veranstaltung",
        "Conservative": "Vorsichtig",
        "Moderate": "Ausgewogen",
        "Aggressive": "Offensiv",
        "Fully set up": "Vollständig eingerichtet",
        "Partial": "Teilweise eingerichtet",
        "Not set up": "Nicht eingerichtet",
        "Active accounts": "Aktive Konten",
        "To be set up": "Noch einzurichten",
        "One-time": "Einmalig",
        "Weekly": "Wöchentlich",
        "Monthly": "Monatlich",
        "Ideal customer": "Wunschkunde",
        "Positioning": "Positionierung",
        "Messaging framework": "Botschaftsgerüst",
        "Content pillars": "Inhaltliche Säulen",
        "Platform strategy": "Plattformstrategie",
        "Measurement plan": "Messplan",
        "Brand kit suggestions": "Vorschläge zum Markenmaterial",
        "Carousel templates": "Karussellvorlagen",
        "Reel cover templates": "Vorlagen für Reel-Titelbilder",
        "Image briefs": "Bildbriefings",
        "Video scripts": "Videoskripte",
        "Thumbnails and banners": "Vorschaubilder und Banner",
        "Content calendar, week 1": "Redaktionsplan, Woche 1",
        "Instagram posts, week 1": "Instagram-Beiträge, Woche 1",
        "Facebook posts, week 1": "Facebook-Beiträge, Woche 1",
        "LinkedIn posts, week 1": "LinkedIn-Beiträge, Woche 1",
        "Reel scripts, week 1": "Reel-Skripte, Woche 1",
        "Hashtag sets": "Hashtag-Sets",
        "E-mail sequence": "E-Mail-Strecke",
        "Tracking checklist": "Checkliste für die Messung",
        "Weekly optimisation": "Wöchentliche Optimierung",
        "PDF report": "PDF-Bericht",
        "Slide deck": "Präsentation",
        "Archive of all files": "Archiv aller Dateien",
        "Demand": "Nachfrage",
        "Trust": "Vertrauen",
        "Conversion": "Abschluss",
        "Emerging": "Entstehend",
        "Growing": "Wachsend",
        "Mature": "Reif",
        "Declining": "Rückläufig",
        "Price": "Preis",
        "Speed": "Geschwindigkeit",
        "Brand": "Marke",
        "Distribution": "Vertrieb",
        "Features": "Funktionen",
        "Service": "Service",
        "Unaware": "Kein Bewusstsein",
        "Problem Aware": "Kennt das Problem",
        "Solution Aware": "Kennt Lösungen",
        "Product Aware": "Kennt das Produkt",
        "Most Aware": "Kennt das Angebot genau",
        "Cosmetic": "Kosmetisch",
        "Structural": "Strukturell",
        "Discovery": "Entdeckung",
        "Leading": "Vorlaufend",
        "Lagging": "Nachlaufend",
        "Daily": "Täglich",
        "Bi-weekly": "Alle zwei Wochen",
        "Social post": "Social-Media-Beitrag",
        "Carousel": "Karussell",
        "Video script": "Videoskript",
        "Blog post": "Blogbeitrag",
        "E-mail": "E-Mail",
        "Landing page copy": "Landingpage-Text",
        "Ad copy": "Anzeigentext",
        "Problem": "Problem",
        "Tension": "Spannung",
        "Resolution": "Auflösung",
        "Professional": "Professionell",
        "Friendly": "Freundlich",
        "Bold": "Mutig",
        "Low": "Gering",
        "Medium": "Mittel",
        "High": "Hoch",
        "Agency": "Agentur",
        "Client": "Kunde",
        "Both": "Beide",
        "Higher is better": "Höher ist besser",
        "Lower is better": "Niedriger ist besser",
        "Hold the level": "Niveau halten",
        "Below": "Unter",
        "Above": "Über",
        "Real-time": "In Echtzeit",
        "Hourly": "Stündlich",
        "Last click": "Letzter Klick",
        "First click": "Erster Klick",
        "Linear": "Linear",
        "Time decay": "Zeitlicher Verlauf",
        "Position-based": "Nach Position",
        "When asked": "Auf Anfrage",
        "Dashboard": "Dashboard",
        "PDF": "PDF",
        "Slack": "Slack",
        "Presentation": "Präsentation",
        "SMS": "SMS",
        "Banner on the dashboard": "Hinweis im Dashboard",
        "In the workspace": "Im Arbeitsbereich",
    }
