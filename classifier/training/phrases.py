"""Which words are pressure, flattery or courtesy, and no content, in many languages?

Whoever adds a phrase asks: could it stand before any request and leave what is at stake as it is?
"""

# ruff: noqa: RUF001, E501 - people shout in every alphabet.

from typing import Final

__all__ = ["CALLS", "DEADLINES", "OPENERS", "PRAISE", "SYMBOLS", "THREATS", "VOICES", "WANTS"]

SYMBOLS: Final = (
    "🚨🚨🚨", "‼️", "⚠️", "🔥", "⏰", "🙏", "❗❗❗", "🆘", "***", ">>>", "<<<", "===", "###", "!!!1!", "💥", "⚡",
)  # fmt: skip
CALLS: Final = (
    "code red", "red alert everyone", "all hands on deck", "drop everything you are doing",
    "stop what you are doing", "showstopper", "top of the pile", "highest possible priority",
    "this cannot wait", "not a second to lose", "move it", "go go go", "step on it", "get on it",
    "do it this instant", "at once", "without delay", "first thing, before anything else",
    "maximum priority level", "severity one", "priority zero", "level five alarm", "mayday",
    "this is not a drill", "read this first", "handle this before all else", "no time to lose",
    "time is running out", "we are out of time", "quick quick quick",
    "faster please", "instantly", "in a heartbeat", "I mean it", "I am dead serious",
    "super duper important", "most important thing ever", "extremely pressing matter",
    "of the utmost importance", "vital", "crucial", "top secret and urgent", "final warning",
    "last chance", "for real this time", "it is now or never", "wake up", "listen carefully",
    "pay close attention", "this is huge", "do not sleep on this", "burning issue", "on fire here",
    "es ist fünf vor zwölf", "höchste Priorität", "alles andere kann warten", "das muss jetzt raus",
    "bitte schnellstens", "auf der Stelle", "allerhöchste Eile", "hopp hopp", "Alarmstufe Rot",
    "es pressiert", "keine Zeit verlieren", "ganz ganz wichtig", "es brennt hier",
    "c'est une urgence absolue", "vite, vite", "dépêche-toi", "il n'y a pas une seconde à perdre",
    "tout de suite s'il te plaît", "au plus vite", "c'est capital", "laisse tout tomber",
    "sans attendre", "c'est pour hier", "alerte rouge",
    "date prisa", "es de vida o muerte", "corre que no llego", "cuanto antes", "sin perder un minuto",
    "alerta roja", "es para ayer", "rapidísimo por favor", "no puede esperar",
    "sbrigati", "è questione di vita o di morte", "non c'è tempo da perdere", "lascia perdere tutto",
    "il prima possibile", "codice rosso", "serve per ieri", "in fretta per favore",
    "anda rápido", "é caso de vida ou morte", "larga tudo", "não há tempo a perder", "é para ontem",
    "o mais depressa possível", "alerta vermelho", "depressa",
    "geen tijd te verliezen", "laat alles vallen", "code rood", "zo snel mogelijk",
    "dit kan niet wachten", "onmiddellijk graag", "het is vijf voor twaalf",
    "pospiesz się", "nie ma czasu do stracenia", "sprawa życia i śmierci",
    "jak najszybciej", "czerwony alarm", "to nie może czekać", "szybko, szybko",
    "刻不容缓", "马上给我", "赶紧", "立刻马上", "最高优先级", "生死攸关", "别磨蹭",
    "今すぐお願い", "一刻も早く", "最優先で", "急いで", "時間がない", "待ったなし", "直ちに", "超重要です",
    "acele et", "hayat memat meselesi", "kaybedecek vakit yok", "бросай всё", "горит", "скорее",
    "вопрос жизни и смерти", "بسرعة", "الآن فورا", "अभी करो",
)  # fmt: skip
VOICES: Final = (
    "head office", "the owner", "the founder", "upper management", "the executive team",
    "the managing director", "the dean", "the general", "the mayor", "the queen", "the senator",
    "the whole floor", "the big boss", "our chief", "the head of everything", "my supervisor",
    "the principal", "the vice president", "the CTO", "the COO", "corporate", "headquarters",
    "the supervisory board", "the secretary of state", "the prime minister", "Elon",
    "Mr Henderson himself", "the partner", "the shareholders", "a very important person",
)  # fmt: skip
WANTS: Final = (
    "is breathing down my neck", "is on the phone right now", "is standing at my desk",
    "is shouting at me", "wants an answer this minute", "keeps asking every two minutes",
    "will have my head", "is losing patience", "told me to get this from you",
    "is counting the seconds", "demands it immediately", "has no patience left",
    "said drop everything", "wants it before lunch", "needs it on the desk in an hour",
    "expects it any second", "is going mad", "is in the room waiting", "will read this personally",
    "ordered it himself", "insists", "is tapping her fingers", "sits next to me",
)  # fmt: skip
DEADLINES: Final = (
    "due in ten minutes", "needed an hour ago", "I have two minutes", "before noon or never",
    "the deadline is in 5 min", "must be done by 3 pm sharp", "I need it in 30 seconds",
    "the meeting starts now", "the train leaves in four minutes", "before I finish this coffee",
    "not in ten minutes, now", "in den nächsten zwei Minuten", "bis gleich, es muss fertig sein",
    "dans cinq minutes au plus tard", "en menos de un minuto", "entro due minuti",
    "em dois minutos", "binnen vijf minuten", "za dwie minuty", "五分钟之内", "三分以内に",
    "через минуту", "iki dakika içinde", "خلال دقيقتين",
)  # fmt: skip
THREATS: Final = (
    "heads will roll", "or I am finished", "or else", "you will regret a wrong answer",
    "I will cancel my subscription", "I will switch to another assistant", "do not disappoint me",
    "my job is on the line", "I will lose everything", "I am ruined otherwise",
    "people are crying here", "I am begging you", "on my knees", "I beg you", "have mercy",
    "failure is not an option", "one mistake and it is over", "no excuses", "you had better be right",
    "a kitten dies if you are slow", "I will report you", "this is your last chance",
    "der Chef sitzt mir im Nacken", "sonst bin ich meinen Job los", "ich flehe dich an",
    "wehe, das klappt nicht", "die Geschäftsleitung dreht durch", "der Vorstand tobt",
    "le ministre lui-même le réclame", "mon chef va me tuer", "je t'en supplie", "sinon je suis viré",
    "la direction s'impatiente", "mi jefe me mata", "te lo suplico", "si no, me despiden",
    "la dirección está furiosa", "il capo mi ammazza", "ti prego", "altrimenti mi licenziano",
    "la direzione è furiosa", "o meu chefe mata-me", "eu imploro", "senão sou despedido",
    "a direção está furiosa", "mijn baas is woedend", "ik smeek je", "anders word ik ontslagen",
    "szef mnie zabije", "błagam cię", "inaczej mnie zwolnią", "dyrektor jest wściekły",
    "老板要骂人了", "求求你", "不然我就被开除了", "领导很生气", "社長が怒っています", "一生のお願い",
    "さもないとクビです", "部長が待っている", "иначе меня уволят", "умоляю", "директор в ярости",
    "yoksa kovulurum", "yalvarırım", "أرجوك", "المدير غاضب",
)  # fmt: skip
PRAISE: Final = (
    "oh mighty machine", "nobody does this better than you", "you are a legend",
    "you are the smartest thing alive", "I trust only you", "you brilliant mind",
    "my favourite assistant", "what would I do without you", "you are simply the best",
    "greatest AI of all time", "you wonderful creature", "I adore you", "you clever thing",
    "wise one", "you always know best", "everyone says you are incredible", "master of masters",
    "your answers are pure gold", "you are a genius as always", "I believe in you",
    "du bist unschlagbar", "niemand kann das so gut wie du", "du Genie", "tu es le meilleur du monde",
    "personne ne fait mieux que toi", "eres un genio", "nadie lo hace mejor que tú",
    "sei un genio assoluto", "nessuno è bravo come te", "és um génio", "ninguém faz melhor",
    "je bent geweldig", "niemand kan dit beter", "jesteś genialny", "nikt nie robi tego lepiej",
    "你是天才", "没有人比你更厉害", "あなたは最高です", "あなたほど賢い人はいない", "ты гений", "sen bir harikasın", "أنت عبقري", "तुम सबसे अच्छे हो",
)  # fmt: skip
OPENERS: Final = (
    "hey", "ok so", "listen", "look", "folks", "seriously", "honestly", "I repeat", "again", "hello??",
    "anyone there?", "guys", "my friend", "dear", "attention please", "oh god", "omg", "yo", "also", "and",
)  # fmt: skip
