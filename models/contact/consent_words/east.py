# ruff: noqa: RUF001
"""The words of eastern Europe and Turkey."""

from models.contact.consent_words.language import Language

EAST = (
    Language(
        "pl",
        "wypisz, wypisz mnie, rezygnuję, rezygnacja, zatrzymaj, koniec wiadomości",
        "zapisz, zapisz mnie, wznów, zacznij",
        "Nie będziesz już dostawać od nas automatycznych wiadomości. Aby znów je dostawać, napisz "
        "WZNÓW.",
        "Znów będziesz dostawać nasze automatyczne wiadomości. Aby je zatrzymać, napisz WYPISZ.",
    ),
    Language(
        "cs",
        "odhlásit, odhlaste mě, zastavit, konec zpráv, už nepište",
        "přihlásit, přihlaste mě, obnovit, začít",
        "Automatické zprávy od nás už nedostanete. Chcete-li je znovu dostávat, napište OBNOVIT.",
        "Naše automatické zprávy budete znovu dostávat. Pro ukončení napište ODHLÁSIT.",
    ),
    Language(
        "ro",
        "dezabonare, dezabonează, dezabonați mă, oprește, opriți, fără mesaje",
        "abonare, reabonare, reia, începe, pornește",
        "Nu vei mai primi mesaje automate de la noi. Ca să le primești din nou, scrie REABONARE.",
        "Vei primi din nou mesajele noastre automate. Ca să le oprești, scrie DEZABONARE.",
    ),
    Language(
        "hu",
        "leállít, leállítás, leiratkozás, leiratkozom, állj, nem kérek több üzenetet",
        "indít, indítás, feliratkozás, feliratkozom, folytatás",
        "Nem kapsz tőlünk több automatikus üzenetet. Ha újra kérsz, írd ezt: INDÍTÁS.",
        "Újra megkapod az automatikus üzeneteinket. A leállításhoz írd ezt: LEÁLLÍTÁS.",
    ),
    Language(
        "tr",
        "durdur, abonelikten çık, abonelikten cik, mesaj istemiyorum",
        "başla, başlat, devam, abone ol",
        "Artık bizden otomatik mesaj almayacaksınız. Yeniden almak için BAŞLAT yazın.",
        "Otomatik mesajlarımızı yeniden alacaksınız. Durdurmak için DURDUR yazın.",
    ),
    Language(
        "el",
        "στοπ, σταμάτα, σταματήστε, διακοπή, διαγραφή, απεγγραφή",
        "έναρξη, ξεκίνα, συνέχεια, εγγραφή",
        "Δεν θα λαμβάνετε πλέον αυτόματα μηνύματα από εμάς. Για να τα λάβετε ξανά, γράψτε ΕΝΑΡΞΗ.",
        "Θα λαμβάνετε ξανά τα αυτόματα μηνύματά μας. Για διακοπή γράψτε ΔΙΑΚΟΠΗ.",
    ),
    Language(
        "ru",
        "стоп, отписаться, отписка, отпишите меня, отмена подписки, не пишите мне,"
        " хватит сообщений",
        "старт, начать, подписаться, возобновить",
        "Вы больше не будете получать от нас автоматические сообщения. Чтобы снова их получать, "
        "напишите СТАРТ.",
        "Вы снова будете получать наши автоматические сообщения. Чтобы отказаться, напишите СТОП.",
    ),
    Language(
        "uk",
        "відписатися, відписка, відпишіть мене, зупинити, не пишіть мені",
        "підписатися, почати, відновити, розпочати",
        "Ви більше не отримуватимете від нас автоматичних повідомлень. Щоб знову їх отримувати, "
        "напишіть ВІДНОВИТИ.",
        "Ви знову отримуватимете наші автоматичні повідомлення. Щоб припинити, напишіть ЗУПИНИТИ.",
    ),
    Language(
        "bg",
        "спри, спрете, отпиши ме, отписване",
        "започни, абонирай ме, възобнови",
        "Няма да получавате повече автоматични съобщения от нас. За да ги получавате отново, "
        "напишете ЗАПОЧНИ.",
        "Отново ще получавате автоматичните ни съобщения. За да ги спрете, напишете СПРИ.",
    ),
    Language(
        "hr",
        "odjava, odjavi me, zaustavi, prestani",
        "prijava, prijavi me, nastavi, pokreni",
        "Više nećete primati naše automatske poruke. Da ih ponovno primate, napišite PRIJAVA.",
        "Ponovno ćete primati naše automatske poruke. Za prekid napišite ODJAVA.",
    ),
)
