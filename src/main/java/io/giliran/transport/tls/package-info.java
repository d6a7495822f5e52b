/** What can be told from the first bytes of a TLS connection that is passed through, never decrypted. */
@NullMarked
package io.giliran.transport.tls;

import org.jspecify.annotations.NullMarked;
