# Bai tap lon: xay dung CNN bang numpy
# Moi ham xuoi_* tra ve (ket_qua, bo_nho), ham nguoc_* nhan (dao_ham, bo_nho).
# Anh co dang (N, C, H, W).
import numpy as np


def xuoi_tich_chap(anh, loc, lech, buoc=1, dem=0):
    N, C, H, W = anh.shape
    F, _, R, S = loc.shape
    anh_dem = np.pad(anh, ((0, 0), (0, 0), (dem, dem), (dem, dem)), 'constant', constant_values=0)
    cao = 1 + (H + 2 * dem - R) // buoc
    rong = 1 + (W + 2 * dem - S) // buoc
    ket_qua = np.zeros((N, F, cao, rong))
    for f in range(F):
        for r in range(R):
            for s in range(S):
                manh = anh_dem[:, :, r:r + buoc * cao:buoc, s:s + buoc * rong:buoc]
                ket_qua[:, f] += np.einsum('nchw,c->nhw', manh, loc[f, :, r, s])
        ket_qua[:, f] += lech[f]
    return ket_qua, (anh_dem, loc, buoc, dem, anh.shape)


def nguoc_tich_chap(dao_ham, bo_nho):
    anh_dem, loc, buoc, dem, hinh = bo_nho
    F, _, R, S = loc.shape
    cao, rong = dao_ham.shape[2:]
    d_anh = np.zeros(anh_dem.shape)
    d_loc = np.zeros(loc.shape)
    d_lech = np.array([dao_ham[:, f].sum() for f in range(F)])
    for r in range(R):
        for s in range(S):
            hang, cot = slice(r, r + buoc * cao, buoc), slice(s, s + buoc * rong, buoc)
            d_loc[:, :, r, s] = np.einsum('nfhw,nchw->fc', dao_ham, anh_dem[:, :, hang, cot])
            d_anh[:, :, hang, cot] += np.einsum('nfhw,fc->nchw', dao_ham, loc[:, :, r, s])
    return d_anh[:, :, dem:dem + hinh[2], dem:dem + hinh[3]], d_loc, d_lech


def xuoi_gop_cuc_dai(anh, kich_thuoc=(2, 2), buoc=2, dem=0):
    N, C, H, W = anh.shape
    R, S = kich_thuoc
    anh_dem = np.full((N, C, H + 2 * dem, W + 2 * dem), -np.inf)
    anh_dem[:, :, dem:dem + H, dem:dem + W] = anh
    cao = 1 + (H + 2 * dem - R) // buoc
    rong = 1 + (W + 2 * dem - S) // buoc
    ket_qua = np.zeros((N, C, cao, rong))
    vi_tri = np.zeros((N, C, cao, rong), dtype=int)
    for i in range(cao):
        for j in range(rong):
            o = anh_dem[:, :, i * buoc:i * buoc + R, j * buoc:j * buoc + S].reshape(N, C, R * S)
            vi_tri[:, :, i, j] = np.argmax(o, axis=-1)
            ket_qua[:, :, i, j] = np.max(o, axis=-1)
    return ket_qua, (vi_tri, anh.shape, kich_thuoc, buoc, dem)


def nguoc_gop_cuc_dai(dao_ham, bo_nho):
    vi_tri, (N, C, H, W), (R, S), buoc, dem = bo_nho
    d_anh = np.zeros((N, C, H + 2 * dem, W + 2 * dem))
    for i in range(dao_ham.shape[2]):
        for j in range(dao_ham.shape[3]):
            chon = (np.arange(R * S) == vi_tri[:, :, i, j][..., None]) * dao_ham[:, :, i, j][..., None]
            d_anh[:, :, i * buoc:i * buoc + R, j * buoc:j * buoc + S] += chon.reshape(N, C, R, S)
    return d_anh[:, :, dem:dem + H, dem:dem + W]


def xuoi_ket_noi_day_du(x, trong_so, lech):
    return np.matmul(x, trong_so) + lech, (x, trong_so)


def nguoc_ket_noi_day_du(dao_ham, bo_nho):
    x, trong_so = bo_nho
    return np.matmul(dao_ham, trong_so.T), np.matmul(x.T, dao_ham), dao_ham.sum(axis=0)


def xuoi_sigmoid(x):
    y = np.empty(x.shape)
    duong = x >= 0
    y[duong] = 1.0 / (1.0 + np.exp(-x[duong]))
    t = np.exp(x[~duong])
    y[~duong] = t / (1.0 + t)
    return y, y


def nguoc_sigmoid(dao_ham, bo_nho):
    return dao_ham * bo_nho * (1.0 - bo_nho)


def xuoi_lam_phang(x):
    return x.reshape(x.shape[0], -1), x.shape


def nguoc_lam_phang(dao_ham, bo_nho):
    return dao_ham.reshape(bo_nho)


def mat_mat_nhi_phan(logit, nhan):
    """Binary cross entropy tinh tu logit. Tra ve (mat mat trung binh, dao ham)."""
    mat_mat = np.mean(np.maximum(logit, 0) - logit * nhan + np.log1p(np.exp(-np.abs(logit))))
    y, _ = xuoi_sigmoid(logit)
    return mat_mat, (y - nhan) / logit.size


def mat_mat_binh_phuong(du_doan, nhan):
    hieu = du_doan - nhan
    return np.mean(hieu ** 2), 2.0 * hieu / hieu.size
