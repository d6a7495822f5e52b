package io.giliran.transport.relay;

import com.typesafe.config.Config;

/**
 * The keys of the loop's dispatcher that are ours.
 *
 * @param bufferBytes how much is read at once from one connection
 */
record RelaySettings(int bufferBytes) {
    static RelaySettings from(Config dispatcher) {
        return new RelaySettings((int) dispatcher.getBytes("buffer").longValue());
    }
}
