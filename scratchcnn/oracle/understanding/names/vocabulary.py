"""What the names in homework mean: of layers, of parameters, of attributes.

The words were collected from homework in a dozen conventions. A name alone decides nothing: what
it suggests is tried, and the resulting shapes and values decide.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from scratchcnn.oracle.understanding.names.languages import in_ascii
from scratchcnn.oracle.understanding.names.of_few_ops import OF_FEW_OPS

# The names of parameters with each role, compared in lower case and without underscores.
PARAMETERS: Mapping[str, str] = {
    "x": (
        "x self inputs input inp a aprev xin img image images inputdata data inputarray z batch "
        "xbatch convin orig feature features featuremap featuremaps layerinput inputtensor "
        "tensor prev activations activationprev inputfeatures v signal lastinput xpad src"
    ),
    "logits": "logits self scores score z yhatlogits preactivations",
    "p": (
        "p self probs prob probabilities ypred yhat pred preds prediction predictions output "
        "outputs probas softmaxoutput softmaxoutputs al predicted out scores a probability"
    ),
    "log_p": "logp self logprobs logprob logprobabilities logprobability lp logpred logyhat logq",
    "target": (
        "y t target targets label labels ytrue true truth gt groundtruth yt ytrain tlabels "
        "onehot correct classes actual expected yonehot desired ytarget tgt "
        "yreal real yverdadera verdad etiquetas rotulos alvo cible yvrai gercek sasaran hedef ziel"
    ),
    "weight": "w weight weights filters filter filt filts kernel kernels f wt theta k conv1filters",
    "bias": "b bias biases beta w0",
    "pointwise": (
        "pointwise pointwiseweight pointwisekernel pointwiseweights pointwisekernels wpoint pw wpw "
        "wpointwise pointw pointweight pointkernel pww pweight point w2 1x1"
    ),
    "gamma": "gamma",
    "beta": "beta",
    "grad_out": (
        "gradout gradoutput outputgradient outputgrad dout dz da dy dl dloss dlda dldz dldy "
        "dldout dldoutput dvalues delta dconv dpool dprev grad grads gradient gradients "
        "upstream upstreamgrad upstreamgradient dlossdout gradsoutput gradsoutputs "
        "gradswrtoutputs gradwrtoutput gradwrtoutputs outgrad doutput error errors accumgrad "
        "dlds gradientoutput nextgrad incominggrad dnext lossgradient lossgrad g topdiff "
        "dhidden dlayer dlout dlayerout gradin gradfromnext dldnext gradz dupstream eta_out "
        "outputerror dcost dlogits dscores nextdelta backpropgrad backwardgrad"
    ),
    "lr": (
        "lr learningrate learnrate alpha alfa eta rate stepsize learning_rate lrate lernrate "
        "schrittweite taxa taxaaprendizado taxadeaprendizado tasa tasaaprendizaje "
        "tasadeaprendizaje taux tauxapprentissage tasso tassoapprendimento ogrenmeorani wspuczenia"
    ),
    "cache": "cache ctx caches context saved memory cached convcache poolcache state fwdcache tape",
    "out": "forwardoutput layeroutput cachedout fout forwardout",
    "stride": "stride strides s step steps convstride poolstride stridesize strd strideshape",
    "padding": "padding pad pads p paddingsize padsize zeropad zeropadding padwidth npad convpad",
    "kernel_size": (
        "kernelsize kernel ksize filtersize kernelshape filtershape k f size poolsize poolingshape "
        "poolingsize poolshape window windowsize field hh poolsz fs fsize kernelsz kershape "
        "width dim kerneldim filterdim pool windowshape receptivefield ks poolkernel "
        "kernellength kernelwidth filterlen filterlength"
    ),
    "kernel_height": (
        "kernelheight kernelh kh filterheight filterh poolheight poolh fh ph windowheight hpool hf"
    ),
    "kernel_width": "kernelw kw filterwidth filterw poolwidth poolw fw pw windowwidth wpool wf",
    "in_channels": (
        "inchannels inputchannels inch cin inputdepth nchannels channelsin numchannels "
        "indepth ncprev channels inchannel ch inc ninchannels inputchannel numinchannels "
        "inputfeaturemaps depthin infilters numinputchannels c inplanes nin ninput numinputs "
        "infeatures inmaps prevfilters numparameters nparameters numinput channelin ci ic i"
    ),
    "out_channels": (
        "outchannels numfilters nfilters filters depth nout outputdepth numkernels outdepth "
        "nbfilters outch cout outputchannels outchannel outc nkernels numoutchannels "
        "outfilters channelsout filternum kernels numfilter outputchannel nc noutput "
        "outplanes filtercount numoutputchannels outputfeaturemaps kernelcount n numf outmaps "
        "nfilter nfilt noutchannels nk numoutput channelout co oc o"
    ),
    "in_features": (
        "infeatures inputsize nin inputdim ninputs indim inputlen fanin insize d ninput "
        "numinputs inputs inputfeatures inputunits nfeatures inputlength numfeatures inunits "
        "inputneurons inneurons dimin din inputnodes previous prevsize nprev inputshape size "
        "inputdims numinput i"
    ),
    "out_features": (
        "outfeatures outputsize nout nodes nneurons units outdim fanout hidden numclasses m "
        "noutput numoutputs outputs outputfeatures neurons outsize outputdim numunits "
        "nclasses outunits numneurons outputneurons nunits outneurons dimout outputunits "
        "classes dout k outputnodes outputlen noutputs numnodes hiddensize outputdims "
        "numhidden numoutput o"
    ),
    "input_shape": (
        "inputshape inshape inputdims shapein imageshape xshape imgshape inputdim inputsize "
        "shape dims imagesize insize"
    ),
    "output_shape": "outputshape outshape",
    "output_size": (
        "outputsize outsize osize targetsize size outputdim outputshape outshape os bins poolsize "
        "outputhw outhw outlen outlength outputlength outputlen"
    ),
    "batch_size": "batchsize n batch bs minibatchsize m nsamples",
    "height": "h height inputheight inheight imgheight imageheight inh rows hin hi",
    "width": "w width inputwidth inwidth imgwidth imagewidth inw cols columns win wi",
    "negative_slope": "negativeslope slope leak leakyslope alpha alfa leakiness a",
    "min_val": (
        "minval min low lower lo a vmin minimum lowerbound lowerlimit minvalue xmin left bottom "
        "minimo unten inf minimumvalue"
    ),
    "max_val": (
        "maxval max high upper hi b vmax maximum upperbound upperlimit maxvalue xmax right top "
        "maximo oben sup maximumvalue"
    ),
    "scale_factor": (
        "scalefactor scale factor upscale upscalefactor upsamplefactor size stride s ratio f "
        "r blocksize block downscalefactor downscale downsamplefactor bs upscaling"
    ),
    "sharpness": "beta b sharpness steepness k",
    "eps": "eps epsilon",
    "axis": "axis dim",
    "mode": "mode pooltype pooling type method pooltypes poolmode",
    "activation": (
        "activation act activationfunction activationfn actfn actfunc activ activationname "
        "nonlinearity"
    ),
    "activation_prime": "activationprime activationderivative activationgrad dact derivative",
    "weight_init": (
        "weightinitfn weightinit initializer init weightinitializer initfn winit "
        "kernelinitializer weightsinitializer initialization weightfiller wscale weightscale "
        "initmethod kernelinit initscale std stddev weightstd"
    ),
    "bias_init": "biasinitfn biasinit biasinitializer binit biasesinitializer",
    "use_bias": "usebias hasbias withbias bias addbias",
    "rng": "rng randomstate generator rs gerador generador generateur generatore zufall uretec",
    "seed": "seed randomseed",
    "name": "name layername title label scope tag idx id",
    "training": "training train istraining trainmode isforward istrain",
    "reduction": "reduction",
    "params": (
        "params param convparam poolparam hparameters hparams hparam hyperparameters "
        "hyperparams bnparam convparams poolparams layerparams config opts options"
    ),
    "dtype": "dtype",
    "optimizer": "optimizer optim opt",
    "momentum": "momentum mu momentumfactor",
    "weight_decay": (
        "weightdecay lam lambda lambd lmbda lmda lamb reg alpha alfa strength regstrength decay l2 "
        "l1 lambdareg reglambda regparam regularization regrate coef coeff c wd l2lambda l1lambda "
        "l2reg l1reg l factor rate forca fuerza staerke"
    ),
    "decay": "l2 l1 reg regularization regularizer weightdecay l2reg l1reg lambdareg l2lambda",
    "smoothing": (
        "labelsmoothing smoothing labelsmooth smoothingfactor smootheps smooth glaettung glattung "
        "suavizado suavizacao lissage yumusatma wygladzanie"
    ),
    "running_mean": "runningmean movingmean runningavg",
    "running_var": "runningvar movingvar runningvariance movingvariance",
    "dilation": "dilation dilations dil dilationrate dilatation dilationfactor",
    "groups": "groups ngroups numgroups group cardinality",
    "output_padding": "outputpadding outputpad outpadding outpad outputpaddings opad",
    **OF_FEW_OPS,
    "num_groups": "numgroups groups g ngroups groupcount numberofgroups",
}

# `dL_dt`, `d_loss_d_out`: the derivative of the loss with respect to something.
OF_THE_LOSS = re.compile(r"d_?(l|loss|j|e|error|c|cost)_?d_?[a-z]\w*", re.IGNORECASE)

# The same name has different meanings in different places: these are tried first in constructors.
IN_CONSTRUCTOR: Mapping[str, tuple[str, ...]] = {
    "convolution": (
        *("in_channels", "out_channels", "kernel_height", "kernel_width", "kernel_size"),
        *("stride", "padding", "input_shape", "weight_init", "bias_init", "use_bias"),
    ),
    "pooling": (
        *("kernel_height", "kernel_width", "kernel_size", "stride", "padding", "mode"),
        *("input_shape", "in_channels"),
    ),
    "resizing": ("output_size",),
    "unpooling": (
        *("kernel_height", "kernel_width", "kernel_size", "stride", "padding"),
        *("unpooled_size", "unpooled_height", "unpooled_width"),
    ),
    "gate": ("in_channels", "initial_slope"),
    "lookup": ("table_rows", "table_columns", "padding_idx"),
    "dense": ("in_features", "out_features", "weight_init", "bias_init", "use_bias"),
}

# Names of attributes that hold a parameter, most likely first.
WEIGHT_NAMES = "w weight weights kernels kernel filters filter filt k theta conv_w gamma"
INPUT_NAMES = "x input inputs a aprev z values in p logits pred"
BIAS_NAMES = "b bias biases w0 beta conv_b"
FORWARD = (
    *("forward", "__call__", "fprop", "forward_pass", "forward_propagation"),
    *("forward_prop", "forwardprop", "feedforward", "feed_forward", "call", "apply"),
    *("convolve", "compute", "run", "pool", "propagate", "activate", "calculate", "loss"),
    *("forward_propagate", "process", "fwd", "fp", "update_output", "compute_output"),
    *("fn", "func", "function", "activation", "evaluate", "eval"),
)
BACKWARD = (
    *("backward", "backprop", "backward_pass", "back_propagate", "bprop", "gradient"),
    *("backward_propagation", "back_propagation", "backpropagation", "backward_prop"),
    *("backpropagate", "grad", "derivative", "back_prop", "bwd", "compute_gradient"),
    *("backwards", "prime", "compute_gradients", "backward_propagate", "bp"),
    *("calculate_gradient", "gradients", "calc_gradient", "calc_gradients"),
    *("calculate_gradients", "calc_grad", "input_gradient", "backward_gradient"),
    *("pullback", "vjp", "update_grad_input", "compute_grad_input"),
    *("deriv", "df", "dfn", "activation_prime", "activation_derivative", "fn_prime", "delta"),
)
# Flags that make a function return its derivative: sigmoid(x, deriv=True).
DERIVATIVE_FLAGS = (
    *("deriv", "derivative", "derivate", "prime", "grad", "gradient", "backward", "isderivative"),
    *("der", "returnderivative", "calcderivative", "diff", "backprop", "returngrad"),
)
ZERO_GRAD = (
    *("zero_grad", "zero_grads", "zero_gradients", "reset_gradients", "clear_grad", "zero"),
    *("flush_gradients", "flush_grads", "zero_grad_parameters", "clear_grads", "clear_gradients"),
    *("reset_grads", "reset_grad", "zero_param_grads"),
)
# Methods that make a layer's parameters, in the order in which they are called.
PREPARING = (
    *(
        "set_input_shape",
        "set_input_dim",
        "set_in_dim",
        "build",
        "init",
        "initialize",
        "initialise",
    ),
    *("init_param", "init_params", "init_parameters", "initialize_parameters", "init_weights"),
    *("initialize_weights", "reset_parameters", "setup"),
)
# Flags of forward that ask it to keep what backward needs.
KEEPING = (
    *("savecache", "cache", "training", "train", "istraining", "istrain", "trainmode", "save"),
    *("keep", "keepcache", "storecache", "store", "remember", "savestate", "requiresgrad", "grad"),
    *("saveinput", "usecache", "withcache", "savegrad", "memorize", "track", "isforbackward"),
)


@lru_cache(maxsize=4096)
def compact(name: str) -> str:
    """Return the letters and digits of a name in lower case."""
    return re.sub(r"[^a-z0-9]", "", in_ascii(name).lower())


def spelled_like(methods: Iterable[str], names: Iterable[str]) -> Iterator[str]:
    """Yield the methods with one of these names, in any spelling, in the order of the names."""
    compacted = {compact(method): method for method in methods}
    for name in names:
        if name in compacted.values():
            yield name
        elif compact(name) in compacted and name != "__call__":
            yield compacted[compact(name)]


def words(name: str) -> list[str]:
    """Return the words of a name: "maxPool_backward2" -> ["max", "pool", "backward", "2"]."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", in_ascii(name))
    spaced = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", spaced)
    spaced = re.sub(r"(\d+)", r" \1 ", spaced)
    return [word for word in re.split(r"[^a-zA-Z0-9]+|\s+", spaced.lower()) if word]


def meanings(name: str, roles: Iterable[str]) -> list[str]:
    """Return which of these roles a parameter of this name may have, in the same order."""
    found = compact(name)
    of_loss = OF_THE_LOSS.fullmatch(in_ascii(name))
    return [role for role in roles if found in names_of(role) or (of_loss and role == "grad_out")]


@cache
def names_of(role: str) -> frozenset[str]:
    """Return the names that a parameter of this role has, each as `compact` returns it."""
    return frozenset(map(compact, PARAMETERS[role].split()))


def is_gradient(name: str) -> bool:
    """Return whether an attribute of this name holds a gradient."""
    plain = name.lower().lstrip("_")
    if "grad" in plain or "delta" in plain or plain.startswith(("d_", "dl", "nabla")):
        return True
    known = {compact(word) for words in (WEIGHT_NAMES, BIAS_NAMES) for word in words.split()}
    known |= {"x", "inputs", "input", "a", "z", "values", "gamma", "beta"}
    if plain.startswith("g") and compact(plain[1:]) in known - {"amma"}:
        return True
    return plain.startswith("d") and compact(plain[1:]) in known


def is_moment(name: str) -> bool:
    """Return whether an attribute of this name belongs to an optimizer."""
    return any(
        word in {"velocity", "momentum", "v", "m", "cache", "moment"} for word in words(name)
    )
