"""The names of parameters that few ops have, by what they mean."""

from collections.abc import Mapping

OF_FEW_OPS: Mapping[str, str] = {
    "norm_type": "p normtype norm power order ord exponent",
    "response_size": (
        "n size localsize windowsize nsize window depth neighbors neighbours nchannels width "
        "r radius depthradius half halfsize halfwindow halfwidth channels depthwindow length"
    ),
    "response_alpha": "alpha alfa a scale",
    "response_beta": "beta b exponent power",
    "response_k": "k bias b kappa offset",
    "indices": (
        "indices index ids idx x tokens tokenids inputids input inputs words wordids xbatch labels "
        "batch sequence seq sentence indici indizes indice"
    ),
    "initial_slope": (
        "alpha alfa a init slope initalpha initialalpha alphainit initslope initialslope initvalue "
        "initialvalue negativeslope start alpha0 a0 w0 pinit inita"
    ),
    "padding_idx": "paddingidx padidx paddingindex padindex padid padtoken ignoreindex ignoreidx",
    "table_rows": (
        "numembeddings vocabsize vocab vocabularysize nvocab v ntokens numtokens dictsize inputdim "
        "numwords nwords vocabularsize vocabulario tailledico numrows rows inputsize nembeddings n"
    ),
    "table_columns": (
        "embeddingdim embeddim embedsize embeddingsize embdim dim d hiddensize wordvecdim h "
        "outputdim dmodel embsize embed vectorsize dimension e wordvecsize emb outputsize columns m"
    ),
}
