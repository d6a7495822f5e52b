package io.giliran.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** What a caller has to know. */
final class Token {
    private static final String SCHEME = "bearer ";

    private final byte[] secret;

    /** @param secret empty when everybody may call */
    Token(String secret) {
        this.secret = secret.getBytes(UTF_8);
    }

    /**
     * Whether this header, {@code Bearer TOKEN}, has it; how long that takes does not depend on how much of it is right.
     *
     * @param authorization empty when the caller sent none
     */
    boolean admits(String authorization) {
        if (secret.length == 0) {
            return true;
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        return MessageDigest.isEqual(
                secret, authorization.substring(SCHEME.length()).strip().getBytes(UTF_8));
    }
}
