"""The words of western and northern Europe and of America."""

from models.contact.consent_words.language import Language

WEST = (
    Language(
        "en",
        "stop, stop all, stopall, unsubscribe, un subscribe, opt out, optout, remove me,"
        " stop messages, stop messaging, stop messaging me, no more messages, stop please,"
        " please stop",
        "start, unstop, subscribe, resubscribe, opt in, optin, resume",
        "You will get no more automatic messages from us. To get them again, write START.",
        "You will get our automatic messages again. To end them, write STOP.",
    ),
    Language(
        "es",
        "parar, ya basta, baja, darse de baja, dar de baja, dame de baja, darme de baja,"
        " cancelar suscripción, anular suscripción, desuscribir, no más mensajes",
        "alta, empezar, comenzar, iniciar, reanudar, suscribir, suscribirme, darme de alta",
        "No recibirás más mensajes automáticos nuestros. Para volver a recibirlos, escribe ALTA.",
        "Volverás a recibir nuestros mensajes automáticos. Para no recibirlos, escribe BAJA.",
    ),
    Language(
        "pt",
        "pare, sair, descadastrar, remover, cancelar inscrição, cancelar subscrição,"
        " não quero mais mensagens, chega de mensagens",
        "voltar, começar, recomeçar, retomar, inscrever, subscrever",
        "Você não receberá mais mensagens automáticas nossas. Para voltar a recebê-las, escreva "
        "VOLTAR.",
        "Você voltará a receber nossas mensagens automáticas. Para não recebê-las, escreva PARE.",
    ),
    Language(
        "fr",
        "arrêt, arrêter, arrêtez, désabonner, désabonnement, me désabonner, se désabonner,"
        " désinscrire, désinscription, désinscrivez moi, plus de messages",
        "reprendre, commencer, démarrer, réabonner, s abonner, abonner, me réabonner",
        "Vous ne recevrez plus de messages automatiques de notre part. Pour les recevoir à "
        "nouveau, écrivez REPRENDRE.",
        "Vous recevrez de nouveau nos messages automatiques. Pour les arrêter, écrivez ARRÊT.",
    ),
    Language(
        "de",
        "stopp, stoppen, abmelden, abbestellen, austragen, bitte abmelden, keine nachrichten mehr,"
        " aufhören",
        "starten, anmelden, wieder anmelden, fortsetzen, weiter",
        "Sie erhalten keine automatischen Nachrichten mehr von uns. Um sie wieder zu erhalten, "
        "schreiben Sie STARTEN.",
        "Sie erhalten unsere automatischen Nachrichten wieder. Um sie zu beenden, schreiben Sie "
        "STOPP.",
    ),
    Language(
        "it",
        "ferma, fermati, basta, disiscrivi, disiscrivimi, cancellami, annulla iscrizione,"
        " niente più messaggi, basta messaggi",
        "riprendi, inizia, inizio, iscrivi, iscrivimi, riattiva",
        "Non riceverai più nostri messaggi automatici. Per riceverli di nuovo, scrivi RIPRENDI.",
        "Riceverai di nuovo i nostri messaggi automatici. Per non riceverli, scrivi FERMA.",
    ),
    Language(
        "nl",
        "afmelden, uitschrijven, opzeggen, geen berichten meer, meld mij af",
        "aanmelden, inschrijven, hervatten, beginnen",
        "Je krijgt geen automatische berichten meer. Stuur AANMELDEN om ze weer te krijgen.",
        "Je krijgt onze automatische berichten weer. Stuur AFMELDEN om ze te stoppen.",
    ),
    Language(
        "sv",
        "stoppa, sluta, avsluta, avregistrera, avprenumerera, inga fler meddelanden",
        "starta, börja, fortsätt, prenumerera, anmäl",
        "Du får inga fler automatiska meddelanden från oss. Skriv STARTA för att få dem igen.",
        "Du får våra automatiska meddelanden igen. Skriv STOPPA för att slippa dem.",
    ),
    Language(
        "da",
        "afmeld, afmeld mig, frameld, ikke flere beskeder",
        "tilmeld, tilmeld mig, begynd, genoptag",
        "Du får ikke flere automatiske beskeder fra os. Skriv TILMELD for at få dem igen.",
        "Du får igen vores automatiske beskeder. Skriv AFMELD for at stoppe dem.",
    ),
    Language(
        "no",
        "meld av, avmeld, avmeld meg, slutt, ikke flere meldinger",
        "meld på, påmeld, gjenoppta, begynn",
        "Du får ingen flere automatiske meldinger fra oss. Skriv MELD PÅ for å få dem igjen.",
        "Du får de automatiske meldingene våre igjen. Skriv AVMELD for å stoppe dem.",
    ),
    Language(
        "fi",
        "lopeta, peruuta tilaus, peru tilaus, ei enää viestejä",
        "aloita, jatka, tilaa",
        "Et saa meiltä enää automaattisia viestejä. Saat niitä taas kirjoittamalla ALOITA.",
        "Saat taas automaattiset viestimme. Lopeta ne kirjoittamalla LOPETA.",
    ),
)
