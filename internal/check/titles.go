package check

import "strings"

// titleBefore maps what stands before a name, dot or not, to how it is printed. R., Rd., Rr. and Tb. are parts of names.
var titleBefore = printed("Prof. Dr. Drs. Dra. drg. Ir. H. Hj. KH.")

// dottedBefore are titles only where the dot is written.
var dottedBefore = printed("Ns. Apt. Hi. Ust. Bpk. Sdr. Sdri. Tn. Ny. Nn.")

// titleAfter maps academic titles, dots or not, to how they are printed.
var titleAfter = printed(`
	A.Ma. A.Ma.Pd. A.Md. A.Md.Kes. A.Md.Keb. A.Md.Kep. A.Md.Kom. A.Md.Ak. A.Md.Sos. A.K.S. A.Mk.
	S.Sos. S.Sos.I. S.Tr. S.Tr.Sos. S.Tr.Kes. S.Tr.IP. S.Kesos. S.ST. S.H. S.H.I. S.Sy. S.E. S.E.I. S.E.Sy. S.T. S.T.P. S.S.
	S.Pd. S.Pd.I. S.Pd.SD. S.Pd.K. S.Ag. S.Th. S.Th.I. S.Fil. S.Fil.I. S.Hum. S.IP. S.I.Kom. S.Kom. S.Kom.I. S.Psi. S.Kep. S.Keb.
	S.K.M. S.Gz. S.Farm. S.Si. S.P. S.Pt. S.Pi. S.Hut. S.Sn. S.Ds. S.AP. S.A.N. S.STP. S.Stat. S.Ak. S.Akun. S.M. S.M.B. S.Mn. S.Ab.
	S.Adm. S.Ars. S.Ked. S.Par. S.Or. S.Ud. S.Ant.
	M.Si. M.Sos. M.Kesos. M.M. M.H. M.H.I. M.Pd. M.Pd.I. M.Kes. M.A. M.AP. M.IP. M.I.Kom. M.Kom. M.T. M.Ag. M.Hum. M.Psi. M.Sc. M.Eng.
	M.E. M.E.Sy. M.Ak. M.P. M.PSSp. M.Tr. M.Tr.Sos. M.Tr.AP. M.Tr.IP. M.K.M. M.Ling. M.Farm. M.Kep. M.Si.P. M.Ud. M.Fil.
	M.B.A. M.P.A. M.P.P. M.S.W. B.S.W. B.A. B.Sc. Lc. Ph.D. Ners Ns. Apt. Psikolog`)

// undotted are titles also after a mere space and without dots, where at least two words of a name stand before them.
var undotted = wordSet("SH SE ST MM MH SKM SPd SSos MSi MPd SAg SIP SKom AMd Amd")

func printed(list string) map[string]string {
	titles := map[string]string{}
	for _, title := range strings.Fields(list) {
		titles[titleKey(title)] = title
	}
	return titles
}
