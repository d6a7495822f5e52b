package io.giliran.balancer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.PlaneNeeds;
import io.giliran.balancer.reload.ReloadableSettings;
import io.giliran.settings.SettingsException;
import io.giliran.transport.PlaneFeature;
import io.giliran.transport.planes.PlaneKind;
import io.giliran.transport.tls.TestCertificates;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Features that a data plane does not support are refused in one line, wherever a feature can be asked for: all features, one
 * by one.
 */
public final class PlaneKeysTest {
    /**
     * Configuration that asks for a feature.
     *
     * @param key of the balancer; empty when only a backend can ask for it
     * @param value that asks for it
     * @param beside what the value needs besides
     * @param attribute the part of a backend's description that asks for it; empty when only a key can
     * @param backend so described
     */
    private record Asked(String key, String value, String beside, String attribute, String backend) {
        static Asked byKey(String key, String value) {
            return new Asked(key, value, "", "", "");
        }

        Asked beside(String settings) {
            return new Asked(key, value, settings, attribute, backend);
        }

        Asked byBackend(String part, String described) {
            return new Asked(key, value, beside, part, described);
        }
    }

    @TempDir
    private static Path folder;

    private static String certificates;

    /** A new feature does not compile until it stands here. */
    private static Asked asked(PlaneFeature feature) {
        return switch (feature) {
            case UNIX_SOCKETS ->
                Asked.byKey("listen", "unix:/run/l.sock")
                        .byBackend("the address unix:/run/b.sock", "b4=unix:/run/b.sock");
            case LOOPS -> Asked.byKey("loops", "2");
            case CLIENTS_SPEAK_FIRST -> Asked.byKey("clients-speak-first", "learned");
            case PROXY_PROTOCOL ->
                Asked.byKey("proxy-protocol.accept", "v2")
                        .beside("proxy-protocol.trusted = [ \"10.0.0.0/8\" ]")
                        .byBackend("send-proxy", "b4=127.0.0.1:7004,send-proxy=v2");
            case TLS ->
                Asked.byKey("tls.termination", "on")
                        .beside("tls.certificates = " + certificates)
                        .byBackend("tls", "b4=127.0.0.1:7004,tls");
            case SERVER_NAMES -> Asked.byKey("sni.routing", "on").byBackend("sni", "b4=127.0.0.1:7004,sni=a.example");
            case MAX_AGE -> Asked.byKey("max-age", "1h");
            case NO_KEEP_ALIVE -> Asked.byKey("keep-alive", "off");
        };
    }

    /** Descriptions of a backend b4, each with a feature that the plain plane lacks, and why it refuses them. */
    public static Map<String, String> backends() {
        Map<String, String> backends = new LinkedHashMap<>();
        for (PlaneFeature feature : PlaneFeature.values()) {
            Asked asked = asked(feature);
            if (!asked.backend().isEmpty()) {
                backends.put(asked.backend(), asked.attribute() + " of b4 " + refusal(feature));
            }
        }
        return backends;
    }

    public static Destination backend(String written) {
        try {
            BackendAddress address = BackendAddress.parse(written);
            return address.destination(0, address.endpoint().resolve());
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String refusal(PlaneFeature feature) {
        return "needs " + feature.noun() + ", which the data plane streams does not have;"
                + " start the balancer with giliran.balancer.data-plane = relay";
    }

    @BeforeAll
    static void writeCertificates() throws Exception {
        certificates = "[ { chain = \"" + TestCertificates.chain(TestCertificates.LOCAL, folder.resolve("a.pem"))
                + "\", key = \"" + TestCertificates.key(TestCertificates.LOCAL, folder.resolve("a.key")) + "\" } ]";
    }

    @ParameterizedTest
    @EnumSource
    void aKeyIsRefusedAtTheStartAndAtAReload(PlaneFeature feature) {
        Asked asked = asked(feature);
        String settings = asked.key() + " = \"" + asked.value() + "\"\n" + asked.beside();

        assertThat(settings("relay", settings).balancer().dataPlane().supports(feature))
                .isTrue();
        assertThatThrownBy(() -> settings("streams", settings))
                .isInstanceOf(SettingsException.class)
                .hasMessageMatching("[^\n]*giliran\\.balancer\\." + asked.key() + " = [^\n]*")
                .hasMessageEndingWith(" = " + asked.value() + " " + refusal(feature));
        // The configuration names the relay meanwhile: that cannot take effect before what needs it.
        String atReload = "giliran.balancer." + asked.key() + " = " + asked.value() + " " + refusal(feature);
        assertThat(refusedByReload(settings("relay", settings)))
                .isEqualTo(BalancerSettings.needsRestart(asked.key()) ? Optional.empty() : Optional.of(atReload));
    }

    @Test
    void aBackendIsRefusedAtTheStartAtAReloadAndWhenItIsAdded() {
        assertThat(backends()).hasSize(4);
        backends().forEach((written, refusal) -> {
            String byName = written.contains("sni=") ? "sni.routing = on\n" : "";
            String settings = byName + "backends = [ \"b1=127.0.0.1:7001\", \"" + written + "\" ]";

            // OperationsTest has what an operator hears who adds it, FileSourceTest one that is discovered.
            assertThat(PlaneNeeds.refusal(PlaneKind.STREAMS, backend(written))).contains(refusal);
            assertThat(PlaneNeeds.refusal(PlaneKind.RELAY, backend(written))).isEmpty();
            assertThat(refusedByReload(settings("relay", settings))).contains(refusal);
            assertThatThrownBy(() -> settings("streams", settings))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageEndingWith(
                            byName.isEmpty()
                                    ? "giliran.balancer.backends: " + refusal
                                    : "giliran.balancer.sni.routing = on " + refusal(PlaneFeature.SERVER_NAMES));
        });
    }

    @Test
    void theDefaultsAndWhatEveryPlaneHasAreTakenByEveryPlane() {
        for (String plane : PlaneKind.names()) {
            assertThat(settings(plane, "idle-timeout = 1m, half-closed-timeout = 1s, max-connections = 10")
                            .balancer()
                            .dataPlane())
                    .hasToString(plane);
        }
        assertThat(PlaneKind.complete()).isEqualTo(PlaneKind.RELAY);
    }

    @Test
    void everyKeyOfTheTableIsTried() {
        List<String> tried = Stream.of(PlaneFeature.values())
                .map(feature -> asked(feature).key())
                .toList();

        assertThat(PlaneKeys.KEYS).extracting(PlaneKeys.Key::name).containsExactlyElementsOf(tried);
    }

    /** Reason why a balancer that runs on the plain plane refuses a reload of these settings. */
    private static Optional<String> refusedByReload(ReloadableSettings wanted) {
        return PlaneKeys.refusal(PlaneKind.STREAMS, wanted.balancer(), wanted.written());
    }

    private static ReloadableSettings settings(String plane, String changes) {
        return ReloadableSettings.from(
                ConfigFactory.parseString("giliran.balancer { data-plane = " + plane + "\n" + changes + " }")
                        .withFallback(ConfigFactory.defaultReference())
                        .resolve());
    }
}
