package io.giliran.transport.tls;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import akka.pki.pem.PEMLoadingException;
import io.giliran.settings.FileBeingRead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and keys from files of PEM (RFC 7468). All fail with an {@link IllegalArgumentException} whose message
 * names the file and says what is valid, in one line.
 */
public final class PemFiles {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \\1-----", Pattern.DOTALL);
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);
    private static final String VALID_KEY =
            "valid is one of RSA or EC without a password, for example by: openssl pkcs8 -topk8 -nodes -in OLD -out"
                    + " NEW";

    private PemFiles() {}

    /** A certificate with its chain and the key that belongs to it. All may be in one file. */
    public static CertifiedKey certifiedKey(Path chain, Path key) {
        List<X509Certificate> certificates = certificates(chain);
        PrivateKey privateKey = key(key);
        X509Certificate own = certificates.get(0);
        if (!belongTogether(own, privateKey)) {
            throw new IllegalArgumentException(key + " is not the key of the first certificate in " + chain
                    + "; valid is the one it was made for");
        }
        try {
            return new CertifiedKey(certificates, privateKey, CertificateNames.hosts(own));
        } catch (CertificateException strange) {
            throw new IllegalArgumentException(
                    chain + " has a certificate whose names cannot be read: " + strange.getMessage(), strange);
        }
    }

    /** Reads all certificates of a file, at least one. */
    public static List<X509Certificate> certificates(Path file) {
        Matcher blocks = CERTIFICATE.matcher(text(file));
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (blocks.find()) {
                Certificate certificate = factory.generateCertificate(
                        new ByteArrayInputStream(blocks.group().getBytes(StandardCharsets.US_ASCII)));
                certificates.add((X509Certificate) certificate);
            }
        } catch (CertificateException unreadable) {
            throw new IllegalArgumentException(
                    file + " has a certificate that cannot be read, its number " + (certificates.size() + 1)
                            + "; valid is PEM",
                    unreadable);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " holds no certificate; valid is PEM, beginning with -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    private static PrivateKey key(Path file) {
        Matcher block = KEY.matcher(text(file));
        if (!block.find()) {
            throw new IllegalArgumentException(
                    file + " holds no private key; valid is PEM, beginning with -----BEGIN PRIVATE KEY-----");
        }
        try {
            PEMDecoder.DERData decoded = PEMDecoder.decode(block.group());
            return decoded.label().equals("PRIVATE KEY") ? pkcs8(decoded.bytes()) : DERPrivateKeyLoader.load(decoded);
        } catch (PEMLoadingException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(
                    file + " holds a key (" + block.group(1) + ") that cannot be read; " + VALID_KEY, unreadable);
        }
    }

    /** Akka reads those of RSA only. */
    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(encoded);
        } catch (InvalidKeySpecException anotherKind) {
            return KeyFactory.getInstance("EC").generatePrivate(encoded);
        }
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String scheme = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] words = "the key of this certificate".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signing = Signature.getInstance(scheme);
            signing.initSign(key);
            signing.update(words);
            Signature verifying = Signature.getInstance(scheme);
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(words);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException anotherKind) {
            return false;
        }
    }

    private static String text(Path file) {
        String unfit = FileBeingRead.noteUnlessUnfit(file);
        if (!unfit.isEmpty()) {
            throw new IllegalArgumentException(file + " " + unfit + "; valid is a file of PEM");
        }
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException(file + " does not exist; valid is a file of PEM", missing);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    file + " cannot be read (" + unreadable.getMessage() + "); valid is a file of PEM", unreadable);
        }
    }
}
