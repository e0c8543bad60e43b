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
    "gap": "margin delta gap margem margen marge marj abstand",
    "corner": (
        "delta beta limit threshold tau cutoff kappa corner transition breakpoint umbral limite "
        "schwelle soglia limiar esik seuil grenze"
    ),
    "indices": (
        "indices index ids idx x tokens tokenids inputids input inputs words wordids xbatch labels "
        "batch sequence seq sentence indici indizes indice argmax argmaxes switches positions "
        "locations maxidx maxindices maxindex poolindices poolidx where places inds indexes pos"
    ),
    "initial_slope": (
        "alpha alfa a init slope initalpha initialalpha alphainit initslope initialslope initvalue "
        "initialvalue negativeslope start alpha0 a0 w0 pinit inita"
    ),
    "unpooled_size": (
        "outputsize outsize outshape outputshape size shape hw outhw osize targetsize targetshape "
        "imagesize imageshape imgshape imgsize originalshape origshape originalsize origsize "
        "inputshape inshape insize inputsize xshape unpooledsize unpooledshape outdims outputdim"
    ),
    "unpooled_height": "outheight outh oh hout height h outputheight originalheight",
    "unpooled_width": "outwidth outw ow wout width w outputwidth originalwidth",
    # What is joined to the input has its place, whatever it is called.
    "other": "other",
    "third": "third",
    # A role of its own: elsewhere the default of an axis is kept.
    "join_axis": "axis dim concataxis concatdim catdim cataxis",
    "start_axis": (
        "startaxis startdim start startingaxis startingdim fromaxis fromdim firstaxis firstdim "
        "begindim beginaxis"
    ),
    "end_axis": "endaxis enddim end lastaxis lastdim toaxis todim endingaxis",
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
