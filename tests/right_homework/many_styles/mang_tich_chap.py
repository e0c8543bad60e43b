# Bài tập lớn môn Học máy - mạng tích chập tự cài (numpy 1.13)
import numpy as np


def trai_phang(anh, kich_thuoc, buoc):
    """im2col cho 1 lo anh (N, C, H, W)"""
    n, c, h, w = anh.shape
    cao = np.int((h - kich_thuoc) / buoc) + 1
    rong = np.int((w - kich_thuoc) / buoc) + 1
    cot = np.zeros((n, cao * rong, c * kich_thuoc ** 2), dtype=np.float)
    dem = 0
    for i in range(cao):
        for j in range(rong):
            cot[:, dem] = anh[:, :, i * buoc:i * buoc + kich_thuoc, j * buoc:j * buoc + kich_thuoc].reshape(n, -1)
            dem += 1
    return cot, cao, rong


class LopTichChap:
    def __init__(self, so_kenh, so_loc, kich_thuoc, buoc=1, dem=0):
        self.trong_so = np.random.randn(so_loc, so_kenh, kich_thuoc, kich_thuoc).astype(np.float) * 0.1
        self.do_lech = np.zeros(so_loc, dtype=np.float)
        self.kich_thuoc, self.buoc, self.dem = kich_thuoc, buoc, dem

    def lan_truyen_xuoi(self, dau_vao):
        d = self.dem
        self.hinh_dang = dau_vao.shape
        self.da_dem = np.pad(dau_vao, ((0, 0), (0, 0), (d, d), (d, d)), 'constant')
        self.cot, self.cao, self.rong = trai_phang(self.da_dem, self.kich_thuoc, self.buoc)
        kq = self.cot.dot(self.trong_so.reshape(len(self.trong_so), -1).T) + self.do_lech
        return kq.transpose(0, 2, 1).reshape(dau_vao.shape[0], -1, self.cao, self.rong)

    def lan_truyen_nguoc(self, dao_ham):
        n, f = dao_ham.shape[:2]
        g = dao_ham.reshape(n, f, -1)
        self.dao_ham_trong_so = np.zeros_like(self.trong_so)
        for k in range(n):
            self.dao_ham_trong_so += g[k].dot(self.cot[k]).reshape(self.trong_so.shape)
        self.dao_ham_do_lech = g.sum(axis=2).sum(axis=0)
        dcot = g.transpose(0, 2, 1).dot(self.trong_so.reshape(f, -1))
        kq = np.zeros(self.da_dem.shape, dtype=np.float)
        k, b, d = self.kich_thuoc, self.buoc, self.dem
        for vi_tri in range(self.cao * self.rong):
            i, j = vi_tri // self.rong * b, vi_tri % self.rong * b
            kq[:, :, i:i + k, j:j + k] += dcot[:, vi_tri].reshape(n, -1, k, k)
        return kq[:, :, d:d + self.hinh_dang[2], d:d + self.hinh_dang[3]]


class LopGopCucDai:
    def __init__(self, kich_thuoc=2, buoc=2):
        self.kich_thuoc, self.buoc = kich_thuoc, buoc

    def lan_truyen_xuoi(self, dau_vao):
        self.dau_vao = dau_vao
        n, c, h, w = dau_vao.shape
        cot, self.cao, self.rong = trai_phang(dau_vao.reshape(n * c, 1, h, w), self.kich_thuoc, self.buoc)
        self.chi_so = cot.argmax(axis=2)
        return cot.max(axis=2).reshape(n, c, self.cao, self.rong)

    def lan_truyen_nguoc(self, dao_ham):
        n, c, h, w = self.dau_vao.shape
        kq = np.zeros((n * c, h, w), dtype=np.float)
        g = dao_ham.reshape(n * c, -1)
        for a in range(n * c):
            for vi_tri in range(g.shape[1]):
                i = vi_tri // self.rong * self.buoc + self.chi_so[a, vi_tri] // self.kich_thuoc
                j = vi_tri % self.rong * self.buoc + self.chi_so[a, vi_tri] % self.kich_thuoc
                kq[a, i, j] += g[a, vi_tri]
        return kq.reshape(n, c, h, w)


class LopDuoiThang:
    """làm phẳng"""
    def lan_truyen_xuoi(self, dau_vao):
        self.hinh_dang = dau_vao.shape
        return dau_vao.reshape(dau_vao.shape[0], np.product(dau_vao.shape[1:]))

    def lan_truyen_nguoc(self, dao_ham):
        return dao_ham.reshape(self.hinh_dang)


class LopKetNoiDayDu:
    def __init__(self, vao, ra):
        self.trong_so = np.random.randn(vao, ra) / np.sqrt(vao)
        self.do_lech = np.zeros((1, ra))

    def lan_truyen_xuoi(self, dau_vao):
        self.dau_vao = dau_vao
        return dau_vao.dot(self.trong_so) + self.do_lech

    def lan_truyen_nguoc(self, dao_ham):
        self.dao_ham_trong_so = self.dau_vao.T.dot(dao_ham)
        self.dao_ham_do_lech = dao_ham.sum(axis=0).reshape(1, -1)
        return dao_ham.dot(self.trong_so.T)


class LopReLU:
    def lan_truyen_xuoi(self, dau_vao):
        self.mat_na = (dau_vao > 0).astype(np.int)
        return dau_vao * self.mat_na

    def lan_truyen_nguoc(self, dao_ham):
        return dao_ham * self.mat_na


def ham_mat_mat(diem, nhan):
    """softmax + entropy chéo; nhan: one-hot; chia cho số mẫu"""
    diem = diem - np.max(diem, axis=1, keepdims=True)
    mu = np.exp(diem)
    tong = mu.sum(axis=1, keepdims=True)
    mat_mat = -np.sum(nhan * (diem - np.log(tong))) / nhan.shape[0]
    return mat_mat, (mu / tong - nhan) / nhan.shape[0]


if __name__ == '__main__':
    x, y = np.random.rand(6, 1, 6, 6), np.eye(2)[np.arange(6) % 2]
    mang = [LopTichChap(1, 2, 3), LopReLU(), LopGopCucDai(), LopDuoiThang(), LopKetNoiDayDu(8, 2)]
    for vong in range(5):
        a = x
        for lop in mang:
            a = lop.lan_truyen_xuoi(a)
        mm, g = ham_mat_mat(a, y)
        for lop in mang[::-1]:
            g = lop.lan_truyen_nguoc(g)
            if hasattr(lop, 'trong_so'):
                lop.trong_so -= 0.1 * lop.dao_ham_trong_so
                lop.do_lech -= 0.1 * lop.dao_ham_do_lech
        print('vong %d: %.4f' % (vong, mm))
