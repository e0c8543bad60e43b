# whole cnn in as few chars as i could stand. f = forward, F = backward(g, same args)
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view as V
Z,E=np.zeros,np.einsum
P=lambda x,p:np.pad(x,((0,0),(0,0),(p,p),(p,p)))
# conv
def c(x,w,b,s=1,p=0):return E('nchwij,fcij->nfhw',V(P(x,p),w.shape[2:],(2,3))[:,:,::s,::s],w)+b[:,None,None]
def C(g,x,w,b,s=1,p=0):
    X=P(x,p);v=V(X,w.shape[2:],(2,3))[:,:,::s,::s];d=Z(X.shape);h,l=g.shape[2:]
    for i,j in np.ndindex(*w.shape[2:]):d[:,:,i:i+s*h:s,j:j+s*l:s]+=E('nfhw,fc->nchw',g,w[:,:,i,j])
    return d[:,:,p:p+x.shape[2],p:p+x.shape[3]],E('nchwij,nfhw->fcij',v,g),g.sum((0,2,3))
# max pool
def m(x,k=2,s=2):return V(x,(k,k),(2,3))[:,:,::s,::s].max((4,5))
def M(g,x,k=2,s=2):
    a=V(x,(k,k),(2,3))[:,:,::s,::s].reshape(*g.shape,-1).argmax(-1);n,q,i,j=np.indices(g.shape);d=Z(x.shape)
    np.add.at(d,(n,q,i*s+a//k,j*s+a%k),g);return d
# affine, relu, tanh, flatten
def l(x,w,b):return x@w+b
def L(g,x,w,b):return g@w.T,x.T@g,g.sum(0)
def r(x):return x*(x>0)
def R(g,x):return g*(x>0)
def t(x):return np.tanh(x)
def T(g,x):return g*(1-np.tanh(x)**2)
def f(x):return x.reshape(len(x),-1)
def F(g,x):return g.reshape(x.shape)
# softmax and xent on ints
def s(x):e=np.exp(x-x.max(1,keepdims=1));return e/e.sum(1,keepdims=1)
def S(g,x):p=s(x);return p*(g-(g*p).sum(1,keepdims=1))
def x(z,y):z=z-z.max(1,keepdims=1);return(np.log(np.exp(z).sum(1))-z[range(len(y)),y]).mean()
def X(z,y):return(s(z)-np.eye(z.shape[1])[y])/len(y)
