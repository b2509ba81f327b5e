"""How the lines of the accounts are called, and where in a statement they stand.

The lines themselves are those of ``ledger.flows``; a test holds that each has its word here.
"""

from __future__ import annotations

import attrs


@attrs.frozen
class Word:
    """The Indonesian name of a line and the part of the statement it belongs to."""

    indonesian: str
    part: str


ACCOUNTS = {
    "cash": ("cash", "kas"),
    "stock": ("produce in store", "persediaan"),
    "receivable": ("owed by buyers", "piutang pembeli"),
    "loans": ("loans to members", "pinjaman anggota"),
    "interest": ("interest owed by members", "piutang bunga"),
    "supplies": ("goods on credit to members", "piutang barang anggota"),
    "equipment": ("equipment, less wear", "peralatan, bersih"),
    "provision": ("provision for loans", "penyisihan pinjaman"),
    "voluntary": ("voluntary savings", "simpanan sukarela"),
    "payable": ("owed to members", "utang kepada anggota"),
    "bills": ("unpaid bills and wages", "utang usaha dan gaji"),
    "dues": ("surplus set aside to be paid", "dana bagian SHU"),
    "bank_debt": ("owed to a bank", "utang bank"),
    "fund_debt": ("owed to the national fund", "utang dana bergulir nasional"),
    "bank_interest": ("interest owed to a bank", "utang bunga bank"),
    "fund_interest": ("interest owed to the national fund", "utang bunga dana bergulir"),
    "share": ("entry shares", "simpanan pokok"),
    "mandatory": ("compulsory savings", "simpanan wajib"),
    "grants": ("grants", "hibah"),
    "reserve": ("reserve", "dana cadangan"),
    "surplus": ("surplus of the open year", "SHU tahun berjalan"),
    "undivided": ("surplus not yet divided", "SHU belum dibagi"),
    "written_off": ("loans written off, still claimed", "pinjaman dihapusbukukan, masih ditagih"),
}  # fmt: skip
"""Accounts of a cooperative: English and Indonesian."""
ACCUMULATED_LOSS = ("accumulated loss", "akumulasi rugi")
"""What the account ``undivided`` is called below zero."""
UNDIVIDED_OR_LOSS = (
    "surplus not yet divided, or accumulated loss", "SHU belum dibagi, atau akumulasi rugi",
)  # fmt: skip
"""The same account where a year goes from one to the other."""

PARTS = {
    "loan income": ("income from lending", "pendapatan jasa pinjaman"),
    "sales": ("sales", "penjualan"),
    "other income": ("other income", "pendapatan lain"),
    "cost of sales": ("cost of sales", "harga pokok penjualan"),
    "cost of funds": ("cost of funds", "beban dana"),
    "loan losses": ("losses on loans", "beban risiko pinjaman"),
    "operating": ("running costs", "beban usaha"),
    "extraordinary": ("extraordinary", "pos luar biasa"),
}
"""Parts of the statement of surplus, in their order."""

LINES = {
    "interest on loans": Word("jasa pinjaman", "loan income"),
    "loan fees": Word("provisi pinjaman", "loan income"),
    "interest given up": Word("jasa pinjaman dihapus", "loan income"),
    "sales of produce": Word("penjualan hasil", "sales"),
    "sales of goods": Word("penjualan barang", "sales"),
    "recoveries": Word("penerimaan pinjaman yang dihapus", "other income"),
    "cost of produce": Word("harga pokok hasil", "cost of sales"),
    "cost of goods": Word("harga pokok barang", "cost of sales"),
    "spoilage": Word("susut dan rusak", "cost of sales"),
    "handling and transport": Word("penanganan dan angkutan", "cost of sales"),
    "interest on savings": Word("jasa simpanan", "cost of funds"),
    "interest to bank and fund": Word("bunga bank dan dana bergulir", "cost of funds"),
    "provision for loans": Word("penyisihan pinjaman", "loan losses"),
    "losses on supplies": Word("kerugian sarana produksi", "loan losses"),
    "office": Word("kantor dan honor", "operating"),
    "manager": Word("gaji manajer", "operating"),
    "meetings": Word("rapat", "operating"),
    "digital records": Word("pencatatan digital", "operating"),
    "certification": Word("sertifikasi", "operating"),
    "wear of equipment": Word("penyusutan", "operating"),
    "embezzlement": Word("penggelapan", "extraordinary"),
    "debts forgiven": Word("penghapusan utang", "extraordinary"),
    "losses on winding up": Word("kerugian pembubaran", "extraordinary"),
    "losses of members on winding up": Word("kerugian anggota saat pembubaran", "extraordinary"),
}
"""Lines of the statement of surplus."""

ACTIVITIES = {
    "business": ("from the business", "dari kegiatan usaha"),
    "lending": ("from lending", "dari kegiatan pinjaman"),
    "members": ("from members", "dari anggota"),
    "others": ("from banks, funds and grants", "dari bank, dana dan hibah"),
}
"""Parts of the cash flow statement, in their order."""

CASH_LINES = {
    "received from buyers": Word("diterima dari pembeli", "business"),
    "sales of goods": Word("penjualan barang", "business"),
    "goods bought": Word("pembelian barang", "business"),
    "supplies bought for members": Word("sarana produksi untuk anggota", "business"),
    "supplies repaid by members": Word("pelunasan barang dan sarana produksi", "business"),
    "bills and wages paid": Word("biaya dan gaji dibayar", "business"),
    "surplus paid out": Word("bagian SHU dibayar", "business"),
    "embezzled": Word("digelapkan", "business"),
    "given to public use": Word("untuk kepentingan umum", "business"),
    "loans paid out": Word("pinjaman dicairkan", "lending"),
    "loans repaid": Word("angsuran pokok diterima", "lending"),
    "interest and fees received": Word("jasa dan provisi diterima", "lending"),
    "members' shares and compulsory savings": Word("simpanan pokok dan wajib", "members"),
    "voluntary savings paid in": Word("simpanan sukarela masuk", "members"),
    "voluntary savings paid out": Word("simpanan sukarela keluar", "members"),
    "paid to members for produce, refunds and exits": Word(
        "dibayar kepada anggota: hasil, SHU, keluar", "members"
    ),
    "borrowed from bank and fund": Word("pinjaman bank dan dana bergulir", "others"),
    "repaid to bank and fund": Word("angsuran bank dan dana bergulir", "others"),
    "interest paid to bank and fund": Word("bunga bank dan dana bergulir", "others"),
    "grants received": Word("hibah diterima", "others"),
}
"""Lines of the cash flow statement."""

MARK = "Training simulation, no official assessment."
MARK_INDONESIAN = "Simulasi pelatihan, bukan penilaian resmi."
