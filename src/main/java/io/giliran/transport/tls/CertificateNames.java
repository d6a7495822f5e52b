package io.giliran.transport.tls;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The names that a certificate is for. */
final class CertificateNames {
    private static final int DNS_NAME = 2;
    private static final int TYPE = 0;
    private static final int VALUE = 1;

    private CertificateNames() {}

    /** The host names it is for: the alternative ones (RFC 5280, 4.2.1.6), else its common name. */
    static Set<String> hosts(X509Certificate certificate) throws CertificateParsingException {
        Set<String> names = new LinkedHashSet<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> name : alternatives) {
                if (name.get(TYPE) instanceof Integer type && type == DNS_NAME) {
                    names.add(ServerNames.canonical(String.valueOf(name.get(VALUE))));
                }
            }
        }
        if (names.isEmpty() && !common(certificate).isEmpty()) {
            names.add(ServerNames.canonical(common(certificate)));
        }
        return names;
    }

    /** The common name (CN) of its subject; empty when it has none. */
    static String common(Certificate certificate) {
        try {
            if (certificate instanceof X509Certificate x509) {
                for (Rdn part : new LdapName(x509.getSubjectX500Principal().getName()).getRdns()) {
                    if (part.getType().equalsIgnoreCase("CN")) {
                        return String.valueOf(part.getValue());
                    }
                }
            }
            return "";
        } catch (InvalidNameException strange) {
            return "";
        }
    }
}
