"""What homework calls its losses, in several languages."""

from scratchcnn.oracle.cards.name_rule import NameRule

ENTROPY = (
    *("crossent", "xent", "logloss"),
    # Other languages.
    *("entropiacruzada", "entropiecroisee", "kreuzentropie", "entropiakrzyzow", "caprazentropi"),
    "jiaochashang",
)
LIKELIHOOD = (
    *("nll", "negativeloglik", "negloglik", "loglikelihood", "likelihoodloss"),
    # "Likelihood" in French, Spanish, Portuguese, Italian, Polish, Turkish, Russian and Chinese.
    *("vraisemblance", "verosimilitud", "verossimilhanca", "verosimiglianza", "wiarygodnosc"),
    *("olabilirlik", "pravdopodob", "duishusiran"),
)
SHORT = ("ce", "celoss", "lossce", "cel", "crossentropyerror")
SQUARES = ("mse", "meansquare", "squarederror", "sqerror", "l2loss", "quadratic")
SQUARES_ELSEWHERE = ("errorcuadratic", "erroquadratic", "erreurquadratique", "junfangwucha")
# "Loss" in Spanish, Portuguese, French, German, Polish, Turkish, Indonesian, Chinese,
# Vietnamese.
LOSS_ELSEWHERE = (
    *("perdida", "perda", "perte", "verlust", "kosten", "strata", "koszt"),
    *("kayip", "kerugian", "sunshi", "matmat"),
)
# A binary loss of logits; and one that says no more than that a sigmoid belongs to it.
OF_LOGITS = (
    *("bcewithlogit", "bcelogit", "bcefromlogit", "bceonlogit", "logitbce", "logitsbce"),
    *("binarycrossentropywithlogit", "binarycrossentropyfromlogit"),
    *("sigmoidcrossentropywithlogit", "sigmoidcrossentropyfromlogit"),
)
WITH_SIGMOID = (
    *("sigmoidbce", "bcesigmoid", "sigmoidcross", "sigmoidbinary", "sigmoidloss"),
    *("sigmoidwithloss", "sigmoidxent", "sigmoidlogloss", "logisticloss", "logisticcost"),
)
# "Binary", in the same languages.
BINARY = ("binar", "binair", "binaer", "nhiphan", "ikili", "erfenlei", "biner")
BINARY_LOSSES = ("binary_cross_entropy", "binary_cross_entropy_with_logits")
# Of absolute differences; and of scores: "hinge" alone may be a loss of two classes.
ABSOLUTE = (
    *("mae", "meanabs", "absoluteerror", "abserror", "l1loss"),
    *("errorabsolut", "erroabsolut", "erreurabsolu", "absoluterfehler"),
)
OF_SCORES = ("svmloss", "svmcost", "multiclasssvm", "multiclasshinge", "hingemulticlass")
ANY = ("categorical_cross_entropy", "softmax_cross_entropy", *BINARY_LOSSES)
NAMES = (
    NameRule(BINARY_LOSSES[1:], parts=OF_LOGITS),
    NameRule((*BINARY_LOSSES[1:], *BINARY_LOSSES[:1]), parts=WITH_SIGMOID),
    NameRule(
        BINARY_LOSSES,
        parts=("binarycross", "bce", "binaryce", "binarylog"),
        derivatives=("bce",),
    ),
    NameRule(BINARY_LOSSES, parts=BINARY, besides=("entrop", "loss", "cost", *LOSS_ELSEWHERE)),
    NameRule(("smooth_l1_loss",), parts=("smoothl1",)),
    NameRule(("huber_loss",), parts=("huber",)),
    NameRule(("l1_loss",), parts=ABSOLUTE),
    NameRule(("svm_loss",), parts=OF_SCORES),
    NameRule(("mse_loss",), parts=(*SQUARES, *SQUARES_ELSEWHERE), derivatives=("mse",)),
    NameRule(
        ("softmax_cross_entropy", "categorical_cross_entropy"),
        parts=("softmax",),
        besides=(*ENTROPY, "loss", "cost", *LOSS_ELSEWHERE),
    ),
    NameRule(
        ("softmax_cross_entropy", "categorical_cross_entropy"),
        parts=("softmaxce", "softmaxnll", "cesoftmax", "cewithlogit", "cefromlogit"),
    ),
    NameRule(
        (
            *("categorical_cross_entropy", "nll_loss", "softmax_cross_entropy"),
            "binary_cross_entropy",
        ),
        parts=LIKELIHOOD,
        derivatives=LIKELIHOOD[:1],
    ),
    NameRule(ANY, parts=ENTROPY, names=SHORT, derivatives=("cross",)),
    NameRule(
        (*ANY[:3], "mse_loss", "nll_loss", "binary_cross_entropy_with_logits"),
        names=(
            *("loss", "computeloss", "computecost", "cost", "criterion", "lossfunction", "lossfn"),
            *("costfunction", "calculateloss", "objective"),
        ),
        vague=True,
    ),
)
