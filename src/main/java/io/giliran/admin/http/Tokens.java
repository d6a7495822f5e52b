package io.giliran.admin.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giliran.balancer.operate.Audit;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Valid tokens of the API; a call has to send one as {@code Authorization: Bearer TOKEN}. */
public final class Tokens {
    /** The name of a caller who needs no token. */
    static final String NONE = Audit.NOBODY;

    private static final String SCHEME = "bearer ";

    private final List<AdminSettings.NamedToken> tokens;

    /**
     * Creates the set of valid tokens.
     *
     * @param tokens empty when everybody may call
     */
    public Tokens(List<AdminSettings.NamedToken> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    public boolean areAskedFor() {
        return !tokens.isEmpty();
    }

    /**
     * The name of the token in the header; {@link #NONE} when none is asked for, null when it is missing or wrong. How long
     * that takes does not depend on how much of a token is right, nor on which one it is.
     *
     * @param authorization empty when the caller sent none
     */
    @Nullable
    String nameOf(String authorization) {
        if (tokens.isEmpty()) {
            return NONE;
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        byte[] sent = authorization.substring(SCHEME.length()).strip().getBytes(UTF_8);
        String name = null;
        for (AdminSettings.NamedToken token : tokens) {
            if (MessageDigest.isEqual(token.token().getBytes(UTF_8), sent)) {
                name = token.name();
            }
        }
        return name;
    }
}
